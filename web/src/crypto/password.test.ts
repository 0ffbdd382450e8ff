import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ad, hex, unb64 } from './bytes';
import { fold, scripts, table } from './names-table';
import { argonSalt, checkNewPassword, nameNorm, newProfile, passwordKeys } from './password';
import { hmac } from './primitives';
import { bytes, refusal, sg1 } from './vectors';

const { kdf, names, server } = sg1;
const place = { origin: kdf.origin, agency: bytes(kdf.agency) };

describe('password', () => {
  test('gives the keys of the vector', async () => {
    const salt = bytes(kdf.salt_srv);
    expect(hex(await argonSalt(place, kdf.name, salt))).toBe(kdf.argon_salt);
    const keys = await passwordKeys(place, 'seeker', kdf.name, kdf.password, salt, 1);
    expect([hex(keys.auth), hex(keys.kek)]).toEqual([kdf.auth, kdf.kek]);
  });

  test('only the profile of the realm is taken: no other number, and none that a server makes up', async () => {
    const salt = bytes(kdf.salt_srv);
    for (const [realm, kdfs] of [['seeker', [0, 2, 3, -1, 1.5]], ['staff', [0, 1, 3]]] as const) {
      for (const number of kdfs) expect(await refusal(() => passwordKeys(place, realm, kdf.name, kdf.password, salt, number))).toBe('wrap');
    }
    expect([newProfile('seeker'), newProfile('staff')]).toEqual([1, 2]);
  });

  test('a salt of another length, half a character, 257 characters are refused', async () => {
    expect(await refusal(() => passwordKeys(place, 'seeker', kdf.name, kdf.password, unb64('AAAA'), 1))).toBe('wrap');
    for (const typed of ['lang genug \ud800', 'x'.repeat(257)]) expect(await refusal(() => passwordKeys(place, 'seeker', kdf.name, typed, bytes(kdf.salt_srv), 1))).toBe('password');
  });

  test('a new one has 10 to 256 code points, all of them assigned', async () => {
    for (const typed of ['123456789', 'x'.repeat(257), 'lang genug \udc00', 'lang genug \u0378']) expect(await refusal(() => checkNewPassword(typed)), typed).toBe('password');
    for (const typed of ['1234567890', 'x'.repeat(256), ' zehn Sterne 🌟 ']) checkNewPassword(typed);
  });
});

describe('names', () => {
  test('the list of the vector', async () => {
    for (const [typed, norm] of names.list as [string, string | null][]) {
      if (norm === null) expect(await refusal(() => nameNorm(typed)), typed).toBe('name');
      else expect(nameNorm(typed), typed).toBe(norm);
    }
    expect(names.list.length).toBe(31);
    for (const typed of ['sonne\ud800', '\udc00sonne']) expect(await refusal(() => nameNorm(typed))).toBe('name');
  });

  test('the compiled table is the one of the vectors', () => {
    expect(table).toBe(names.table);
    expect(scripts).toBe(names.scripts);
    const spread = fold.split(' ').flatMap((entry) => {
      const [pair, run] = entry.split('*'), [from, to] = pair!.split(':').map((code) => parseInt(code, 16));
      const [count, step, other] = (run ?? '1').split('+').map(Number);
      return Array.from({ length: count! }, (_, i) => [from! + i * (step ?? 1), to! + i * (other ?? step ?? 1)].map((code) => code.toString(16).padStart(4, '0')).join(':'));
    });
    expect(spread.join(' ')).toBe(names.fold);
  });

  test('every code point below U+10000: folded as the vectors say or refused', async () => {
    const allowed = new Set<number>((names.table as string).split(' ').flatMap((range) => {
      const [from, to] = range.split('-').map((code) => parseInt(code, 16));
      return Array.from({ length: (to ?? from!) - from! + 1 }, (_, i) => from! + i);
    }));
    const folds = new Map<number, number>((names.fold as string).split(' ').map((pair) => pair.split(':').map((code) => parseInt(code, 16)) as [number, number]));
    for (let code = 0; code < 0x10000; code++) {
      const letter = String.fromCharCode(code), typed = `1${letter}2${letter}3`;
      const points = [...typed.normalize('NFKC')].map((one) => folds.get(one.codePointAt(0)!) ?? one.codePointAt(0)!);
      const fits = code < 0xd800 || code > 0xdfff ? points.every((point) => allowed.has(point)) : false;
      const norm = await nameNormOrNull(typed);
      if (!fits) expect(norm, code.toString(16)).toBeNull();
      else if (norm !== null) expect(norm).toBe(String.fromCodePoint(...points).replace(/ +/g, ' '));
    }
  });

  test('folding twice changes nothing, and what comes out has one form', () => {
    const letters = [...(names.table as string).split(' ').map((range) => parseInt(range, 16)), ...(names.fold as string).split(' ').map((pair) => parseInt(pair, 16))].map((code) => String.fromCodePoint(code));
    fc.assert(fc.property(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 40 }), (typed) => {
      let norm: string;
      try { norm = nameNorm(typed.join('')); } catch { return; }
      expect(nameNorm(norm)).toBe(norm);
      expect(norm.normalize('NFKC')).toBe(norm);
      expect(norm).toMatch(/^(?! )(?!.*  ).{3,32}(?<! )$/u);
    }), { numRuns: 3000 });
  });

  test('what the server makes of a name (PROTOCOL 2.3.1, 2.3.2, 2.8.4)', async () => {
    const agency = place.agency, about = [agency, server.realm, server.name] as const;
    expect(hex(await hmac(bytes(server.k_idx), ad('sg1/name', ...about)))).toBe(server.name_idx);
    expect(hex((await hmac(bytes(server.k_salt), ad('sg1/salt', ...about))).slice(0, 16))).toBe(server.salt16);
    for (const [auth, sum] of [[kdf.auth, server.verifier_pw], [sg1.code.auth, server.verifier_rc]]) {
      expect(hex(await hmac(bytes(server.k_auth), ad('sg1/ver', agency, bytes(server.uid), bytes(auth))))).toBe(sum);
    }
    expect(hex(await hmac(bytes(server.k_idx), ad('sg1/rc-idx', agency, server.realm, bytes(sg1.code.rc_id))))).toBe(server.rc_idx);
  });
});

async function nameNormOrNull(typed: string): Promise<string | null> {
  try { return nameNorm(typed); } catch { return null; }
}
