// Both languages judge the same bytes: what one accepts the other accepts, and it means the same to both. A text that two readers understand in two ways is an attack.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { b64, concat, unb64, utf8, type Bytes } from '../../src/crypto/bytes';
import { publicKey, sign } from '../../src/crypto/ed25519';
import { lonely } from '../../src/crypto/json';
import { nameNorm } from '../../src/crypto/password';
import { fold, table } from '../../src/crypto/names-table';
import { bytes, load, sg1 } from '../../src/crypto/vectors';
import { mangled, times } from './mangle';
import { verdict, type Kind } from './verdicts';

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const kept = join(top, 'proof', 'fuzz', 'testdata', 'verdicts.txt');
let folder = '', program = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'siegel-verdicts-'));
  program = join(folder, 'sg1.test');
  execFileSync('go', ['test', '-c', '-o', program, './internal/sg1'], { cwd: top, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' } });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What Go says, line by line. */
function asked(kind: Kind, inputs: Bytes[]): string[] {
  const file = join(folder, kind);
  writeFileSync(file, inputs.map((input) => `${kind} ${b64(input)}\n`).join(''));
  execFileSync(program, ['-test.run=^TestVerdicts$'], { cwd: join(top, 'internal', 'sg1'), env: { ...process.env, VERDICTS: file } });
  return readFileSync(`${file}.go`, 'utf8').split('\n').slice(0, -1);
}

const documents = [...Object.values(sg1.checks.texts as Record<string, string>), sg1.keyring.json, sg1.keyring_staff.json, sg1.vault.json, sg1.draft.json, sg1.message.json, sg1.profile.json, sg1.tab.json, sg1.grant.payload]
  .concat(['{"n":1,"t":"a\\u00e9\\n","b":true,"x":null,"l":[1,[2,[]],{}],"\\ud83d\\ude00":"😀","":0}', '[0,9007199254740991,"","\\"\\\\\\/\\b\\f\\n\\r\\t"]', '[[[[[[[[1]]]]]]]]', '""', '0'])
  .filter((text) => text.length < 5000).map(utf8);
const values = (load('json.json').values as { hex: string }[]).map(({ hex }) => bytes(hex)).filter((value) => value.length < 5000);

/** A string of points that the table knows, or nearly: other cases, other scripts, what folds to them, what composes. */
const letters = [...table.split(' '), ...fold.split(' ').map((one) => one.split(/[:*+]/)[0]!)].flatMap((range) => range.split('-')).map((point) => String.fromCodePoint(parseInt(point, 16)));
const names: fc.Arbitrary<string> = fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 ._-') }, { weight: 3, arbitrary: fc.constantFrom(...letters) },
  { weight: 1, arbitrary: fc.constantFrom('\u0308', '\u0301', '\u200d', '\u00a0', '\u3000', 'ﬁ', 'Ａ', 'İ', 'ı', 'ſ', 'ß', 'ẞ', 'ς', 'Σ', '\u0649', '\u06cc', '\u06a9', '٣', '۳', '\ufeff', '😀', '@', 'Ⅳ', '½') },
), { maxLength: 34 }).map((list) => list.join('').replace(/\p{Surrogate}/gu, '\ufffd'));

const order = Uint8Array.from(Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex'));

/** S + L is the same number to a careless reader. */
function plusOrder(sig: Bytes): Bytes {
  let carry = 0;
  return sig.map((byte, i) => { if (i < 32) return byte; carry += byte + order[i - 32]!; const low = carry & 255; carry >>= 8; return low; }) as Bytes;
}

const signed = Array.from({ length: 12 }, (_, i) => {
  const seed = new Uint8Array(32).fill(i + 1), text = utf8('Guten Tag.'.repeat(i)), sig = sign(seed, text);
  return [concat(publicKey(seed), sig, text), concat(publicKey(seed), plusOrder(sig), text)];
}).flat();
const points = ['00'.repeat(32), `01${'00'.repeat(31)}`, '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', `ec${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(30)}7f`, 'ff'.repeat(32), `00${'00'.repeat(30)}80`]
  .map((text) => Uint8Array.from(Buffer.from(text, 'hex')));
const odd = points.flatMap((key) => points.map((r) => concat(key, r, new Uint8Array(32), utf8('x'))));

interface Run { kind: Kind; short: number; more: number; inputs: fc.Arbitrary<Bytes>; accepted: number }
const runs: Run[] = [
  { kind: 'json', short: 20_000, more: 1_000_000, inputs: mangled([...documents, ...documents, ...values]), accepted: 0.05 },
  { kind: 'name', short: 8_000, more: 300_000, inputs: fc.oneof(names, names.filter((name) => !lonely(name)).map((name) => { try { return nameNorm(name); } catch { return name; } })).map(utf8), accepted: 0.1 },
  { kind: 'b64', short: 8_000, more: 300_000, inputs: fc.oneof(fc.uint8Array({ maxLength: 40 }).map((raw) => utf8(b64(raw as Bytes))), mangled(['AQ', 'AQE', 'AQEB', 'AQEBAQ', '-_-_'].map(utf8))), accepted: 0.2 },
  { kind: 'sig', short: 600, more: 20_000, inputs: fc.oneof(mangled(signed), fc.constantFrom(...odd, ...signed)), accepted: 0.05 },
  { kind: 'date', short: 4_000, more: 100_000, inputs: fc.oneof(mangled(['2026-11-22', '2024-02-29', '2023-02-29', '0000-01-01', '9999-12-31'].map(utf8)), fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((day) => utf8(day.toISOString().slice(0, 10)))), accepted: 0.1 },
  { kind: 'length', short: 4_000, more: 100_000, inputs: fc.oneof(fc.nat(2 ** 31 - 1 - 2 ** 27), fc.nat(300_000), fc.nat(2_000)).map((n) => utf8(String(n))), accepted: 1 },
];

test.each(runs)('$kind: both accept the same, and understand it alike', async ({ kind, short, more, inputs, accepted }) => {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31)), count = times(short, more), piece = 50_000;
  let both = 0;
  for (let from = 0; from < count; from += piece) {
    const some = fc.sample(inputs, { numRuns: Math.min(piece, count - from), seed: seed + from }), go = asked(kind, some);
    expect(go.length).toBe(some.length);
    for (const [i, input] of some.entries()) {
      const own = await verdict(kind, input);
      if (own !== go[i]) throw new Error(`FUZZ_SEED=${seed}: ${kind} ${b64(input)} is to Go ${go[i]}, to TypeScript ${own} (${JSON.stringify(new TextDecoder().decode(input)).slice(0, 300)}). Keep it in proof/fuzz/testdata/verdicts.txt.`);
      if (own !== 'no') both++;
    }
  }
  console.log(`${kind}: ${count} inputs judged alike, ${both} accepted (seed ${seed})`);
  expect(both, 'void: too few are accepted').toBeGreaterThanOrEqual(count * accepted);
  expect(kind === 'length' || both < count, 'void: nothing is refused').toBe(true);
});

test('the inputs that were hard are judged as they were', async () => {
  const lines = readFileSync(kept, 'utf8').split('\n').filter(Boolean);
  expect(lines.length).toBeGreaterThanOrEqual(100);
  for (const line of lines) {
    const [kind, input, ...rest] = line.split(' ');
    expect(await verdict(kind as Kind, unb64(input!)), line).toBe(rest.join(' '));
  }
});

test('a name, however typed, is refused or becomes one that the server takes', () => {
  const normed = fc.sample(names, times(4_000, 200_000)).flatMap((typed) => { try { return [nameNorm(typed)]; } catch { return []; } });
  expect(normed.length).toBeGreaterThan(times(300, 15_000));
  expect(new Set(asked('name', normed.map(utf8)))).toEqual(new Set(['yes']));
  for (const name of normed) expect(nameNorm(name)).toBe(name);
});
