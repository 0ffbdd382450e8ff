import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex, utf8 } from './bytes';
import { openBox, overhead, pad, padme, sealBox, unpad } from './box';
import { hmac, hkdf, random } from './primitives';
import { ad } from './bytes';
import { bytes, load, refusal, sg1 } from './vectors';

const { ukwrap, rest, kdf } = sg1;
const kek = bytes(kdf.kek), context = bytes(ukwrap.ad), box = bytes(ukwrap.box);

describe('box', () => {
  test('seals to the bytes of the vector and opens them', async () => {
    expect(hex(await sealBox(kek, context, bytes(ukwrap.uk), bytes(ukwrap.salt)))).toBe(ukwrap.box);
    expect(hex(await openBox(kek, context, box))).toBe(hex(bytes(ukwrap.uk)));
  });

  test('refuses every one of the 912 single-bit flips', async () => {
    let refused = 0;
    for (let bit = 0; bit < box.length * 8; bit++) {
      const flipped = box.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      if (await refusal(() => openBox(kek, context, flipped)) === 'box') refused++;
    }
    expect(refused).toBe(912);
    expect(box.length * 8).toBe(912);
  });

  test('refuses another key, another AD, every shorter box and a longer one', async () => {
    expect(await refusal(() => openBox(random(32), context, box))).toBe('box');
    expect(await refusal(() => openBox(kek, context.slice(1), box))).toBe('box');
    for (let length = 0; length < box.length; length++) expect(await refusal(() => openBox(kek, context, box.slice(0, length)))).toBe('box');
    expect(await refusal(() => openBox(kek, context, new Uint8Array([...box, 0])))).toBe('box');
  });

  test('a box of the same text is never the same', async () => {
    const [a, b] = [await sealBox(kek, context, utf8('a')), await sealBox(kek, context, utf8('a'))];
    expect(hex(a)).not.toBe(hex(b));
  });

  test('a key of another length is refused', async () => {
    expect(await refusal(() => sealBox(random(16), context, utf8('a')))).toBe('seal');
  });

  test('any text comes back, and any flip of any bit is refused', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array({ maxLength: 60 }), fc.nat(), async (plain, where, flip) => {
      const key = random(32), at = new Uint8Array(where), text = new Uint8Array(plain), sealed = await sealBox(key, at, text);
      expect(sealed.length).toBe(text.length + overhead);
      expect(hex(await openBox(key, at, sealed))).toBe(hex(text));
      sealed[(flip >> 3) % sealed.length]! ^= 1 << (flip & 7);
      expect(await refusal(() => openBox(key, at, sealed))).toBe('box');
    }), { numRuns: 150 });
  });
});

describe('padding', () => {
  test('padme has the lengths of the vector', () => {
    for (const [before, after] of Object.entries(sg1.padme)) expect(padme(Number(before))).toBe(after);
    expect([padme(0), padme(1)]).toEqual([0, 1]);
  });

  test('padme never shrinks, costs at most 12 %, and is done after once', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 2 ** 31 - 2 ** 27 }), (length) => {
      const padded = padme(length);
      expect(padded).toBeGreaterThanOrEqual(length);
      expect(padded).toBeLessThanOrEqual(length * 1.12 + 1);
      expect(padme(padded)).toBe(padded);
    }), { numRuns: 2000 });
  });

  test('comes off again', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4000 }), (plain) => {
      expect(hex(unpad(pad(new Uint8Array(plain))))).toBe(hex(new Uint8Array(plain)));
    }));
  });

  test('anything but a padded size, zeros and one 0x80 is refused', async () => {
    const good = pad(utf8('text'));
    const bad = [new Uint8Array(512), good.slice(0, 511), new Uint8Array([...good, 0]), new Uint8Array(0), good.with(511, 1), good.with(4, 0x81)];
    for (const padded of bad) expect(await refusal(() => unpad(padded as typeof good))).toBe('box');
    expect(hex(unpad(good))).toBe(hex(utf8('text')));
  });
});

test('the rest layer of the server is a box of its own (PROTOCOL 2.11)', async () => {
  const key = await hkdf(bytes(rest.k_rest), 'sg1/rest', 32);
  expect(hex(key)).toBe(rest.key);
  const at = ad('sg1/rest', bytes(kdf.agency), rest.table, bytes(rest.row_id));
  expect(hex(await sealBox(key, at, box, bytes(rest.salt)))).toBe(rest.box);
  for (const [name, sum] of Object.entries(rest.check)) {
    const secret = bytes(name === 'k_rest' ? rest.k_rest : sg1.server[name]);
    expect(hex(await hmac(secret, utf8('sg1/check')))).toBe(sum);
  }
});

describe('box.json', () => {
  const more = load('box.json');

  test('padme', () => {
    for (const [before, after] of more.padme) expect(padme(before), String(before)).toBe(after);
  });

  test.each(more.pad as { what: string; padded: string; plain: string; refuse: string | null }[])('padding: $what: $refuse', async ({ what, padded, plain, refuse }) => {
    expect(await refusal(() => unpad(bytes(padded)))).toBe(refuse);
    if (refuse !== null) return;
    expect(hex(unpad(bytes(padded)))).toBe(hex(bytes(plain)));
    if (what !== 'filled further than needed') expect(hex(pad(bytes(plain)))).toBe(hex(bytes(padded)));
  });

  test.each(more.boxes as { what: string; key: string; ad: string; box: string; refuse: string | null }[])('box: $what: $refuse', async (one) => {
    expect(await refusal(() => openBox(bytes(one.key), bytes(one.ad), bytes(one.box)))).toBe(one.refuse);
  });
});
