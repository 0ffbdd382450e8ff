import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex, Malformed } from './bytes';
import { codeKeys, crockford, newCode, readCode, tidy, uncrockford, writeCode } from './code';
import { bytes, refusal, sg1 } from './vectors';

const { code } = sg1;
const place = { origin: code.origin, agency: bytes(code.agency) };

test('the code of the vector: text, keys, sloppy spellings, refusals', async () => {
  const rc = bytes(code.rc), keys = await codeKeys(place, code.realm, rc);
  expect(await writeCode(rc)).toBe(code.text);
  expect([hex(keys.auth), hex(keys.kek), hex(keys.id)]).toEqual([code.auth, code.kek, code.rc_id]);
  for (const typed of [code.text, ...code.reads]) expect(hex(await readCode(typed)), typed).toBe(code.rc);
  for (const typed of [...code.refuses, `${code.text}0`, `${code.text}-0000`, `${code.text}-0000-0000`, '', code.text.slice(0, 29)]) expect(await refusal(() => readCode(typed)), typed).toBe('code');
  expect(code.reads.length + code.refuses.length).toBe(5);
});

test('a code is worth nothing elsewhere', async () => {
  const rc = bytes(code.rc), id = async (origin: string, agency: string, realm: 'seeker' | 'staff') => hex((await codeKeys({ origin, agency: bytes(agency) }, realm, rc)).id);
  const ids = [await id(code.origin, code.agency, 'seeker'), await id('https://other.example', code.agency, 'seeker'), await id(code.origin, 'aa x 16', 'seeker'), await id(code.origin, code.agency, 'staff')];
  expect(new Set(ids).size).toBe(4);
});

test('every code is read again, however its letters are confused, and no slip of one letter passes unseen but by the odds of its check', async () => {
  let slips = 0, passed = 0;
  await fc.assert(fc.asyncProperty(fc.nat(27), fc.nat(31), fc.func(fc.constantFrom('', ' ', '-', '  ')), async (at, letter, gap) => {
    const rc = newCode(), text = await writeCode(rc);
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    const sloppy = [...tidy(text)].map((one, i) => ({ 0: 'oO0', 1: 'iIlL1' }[one]?.[i % 3] ?? (i % 2 ? one.toLowerCase() : one)) + gap(i)).join('');
    expect(hex(await readCode(sloppy))).toBe(hex(rc));
    const wrong = [...tidy(text)], other = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[letter]!;
    if (wrong[at] === other) return;
    wrong[at] = other;
    slips++;
    if (await refusal(() => readCode(wrong.join(''))) !== 'code') passed++;
  }), { numRuns: 400 });
  expect(slips).toBeGreaterThan(300);
  expect(passed).toBeLessThan(4);
});

test('Crockford comes back; letters outside, loose bits and capitals are told', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (some) => {
    expect(hex(uncrockford(crockford(new Uint8Array(some))))).toBe(hex(new Uint8Array(some)));
  }));
  for (const text of ['U', 'U0000000', '0000000U', '01U', 'zz', '00000000000000000000000001', '0'.repeat(3)]) expect(() => uncrockford(text), text).toThrow(Malformed);
});
