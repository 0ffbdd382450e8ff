import { describe, expect, test } from 'vitest';
import { ad, concat, hex, utf8 } from './bytes';
import { isKey, publicKey, sign, verify } from './ed25519';
import { bytes, sg1 } from './vectors';

const { ed25519, sig } = sg1;
interface Case { why: string; pub: string; msg: string; sig: string }

describe('ed25519', () => {
  test('the vector of a root', async () => {
    const seed = bytes(sg1.directory.seed), message = ad('sg1/root', utf8(sig.payload));
    expect(hex(publicKey(seed))).toBe(sig.pk);
    expect(hex(sign(seed, message))).toBe(sig.sig);
    expect(await verify(bytes(sig.pk), message, bytes(sig.sig))).toBe(true);
  });

  test.each(ed25519.accept as Case[])('accepts: $why', async (one) => {
    expect(await verify(bytes(one.pub), bytes(one.msg), bytes(one.sig))).toBe(true);
  });

  test.each(ed25519.refuse as Case[])('refuses: $why', async (one) => {
    expect(await verify(bytes(one.pub), bytes(one.msg), bytes(one.sig))).toBe(false);
  });

  test('all the vectors are here', () => expect([ed25519.accept.length, ed25519.refuse.length]).toEqual([1, 7]));

  test('no point of small order is a key, in either sign, nor one that is no point', () => {
    const small = ['00', '01', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'].map((text) => bytes(text.padEnd(64, '0')));
    for (const key of small) {
      expect(isKey(key)).toBe(false);
      key[31]! |= 0x80;
      expect(isKey(key)).toBe(false);
    }
    expect(isKey(bytes('02 x 32'))).toBe(false);
    expect(isKey(bytes(sig.pk))).toBe(true);
    expect(isKey(bytes(sig.pk).slice(1))).toBe(false);
  });

  test('a signature of another length is refused', async () => {
    const message = ad('sg1/root', utf8(sig.payload)), good = bytes(sig.sig);
    for (const length of [0, 32, 63]) expect(await verify(bytes(sig.pk), message, good.slice(0, length))).toBe(false);
    expect(await verify(bytes(sig.pk), message, concat(good, Uint8Array.of(0)))).toBe(false);
  });
});
