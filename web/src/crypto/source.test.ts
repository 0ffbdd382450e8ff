// What no compiler checks: who may touch keys, randomness, the network, the device, and raw HTML (PROTOCOL 2.0, 2.9.5, 2.14).
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folder, sg1 } from './vectors';

const src = join(dirname(fileURLToPath(import.meta.url)), '..');
const tests = /\.test\.tsx?$/, forTests = ['crypto/testing.ts', 'crypto/vectors.ts', 'session/testing.ts'];

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !tests.test(entry.name))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)))
  .filter((file) => !forTests.includes(file) && !file.startsWith('demo/')); // the demo world is run by Node and never served

/** Source without comments, so that a rule may be named where it is explained. */
const code = (file: string): string => readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

interface Rule { what: RegExp; where: RegExp; why: string }

const rules: Rule[] = [
  { what: /crypto\.subtle|getRandomValues|randomUUID|Math\.random/, where: /^crypto\//, why: 'keys and randomness have one door' },
  { what: /\bfetch\(|XMLHttpRequest|sendBeacon|EventSource|WebSocket|importScripts/, where: /^session\//, why: 'one place talks to the server' },
  { what: /\b(local|session)Storage\b|indexedDB|document\.cookie|cookieStore|serviceWorker|caches\./, where: /^session\//, why: 'nothing stays on the device' },
  { what: /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function/, where: /^$/, why: 'text is text' },
  { what: /throw new (?!Error\b)\w|Promise\.reject\(new\b/, where: /^(crypto|session)\/|^features\/\S+\.ts$/, why: 'what is refused is refused where proof/kill looks' },
  { what: /console\./, where: /^$/, why: 'nothing a person wrote may come into a log' },
];

describe('sources', () => {
  test('there are some', () => expect(files.length).toBeGreaterThan(40));

  test.each(rules)('$what only in $where: $why', ({ what, where }) => {
    expect(files.filter((file) => what.test(code(file)) && !where.test(file))).toEqual([]);
  });

  test('the sealing imports nothing but itself and its libraries', () => {
    const libraries = new Set(['@noble/curves/ed25519.js', '@noble/hashes/argon2.js', '@scure/base', 'age-encryption', 'hash-wasm']);
    for (const file of files.filter((one) => one.startsWith('crypto/'))) {
      for (const [, from] of code(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
        const inside = from!.startsWith('.') && join(dirname(file), from!).startsWith('crypto/');
        expect(inside || libraries.has(from!), `${file} imports ${from}`).toBe(true);
      }
    }
  });

  test('pages come to the sealing by its door', () => {
    const door = /^crypto\/(client|verbs|wire|random)$/;
    for (const file of files.filter((one) => !one.startsWith('crypto/') && !one.endsWith('worker.ts'))) {
      for (const [, from] of code(file).matchAll(/from '(\.[^']+)'/g)) {
        const path = join(dirname(file), from!);
        if (path.startsWith('crypto/')) expect(door.test(path), `${file} imports ${path}`).toBe(true);
      }
    }
  });
});

/** Which test reads which entry of sg1.json. */
const readBy: Record<string, string> = {
  kdf: 'password', ukwrap: 'box', code: 'code', padme: 'box', file: 'file', file3: 'file', sig: 'ed25519', ckid: 'keys', names: 'password', server: 'password', uk: 'keys',
  epoch: 'keys', directory: 'directory', invite: 'keys', message: 'message', note: 'message', profile: 'profile', tab: 'tab', grant: 'grant', ed25519: 'ed25519', checks: 'grant',
  keyring: 'keys', keyring_staff: 'keys', vault: 'keys', draft: 'draft', agency_key: 'grant', rest: 'box',
};
const partsReadBy: Record<string, string> = {
  context: 'grant', message_context: 'message', directory: 'directory', grants: 'grant', grant_files: 'grant', messages: 'message', profiles: 'profile', wraps: 'keys',
};
const testText = (name: string): string => readFileSync(join(src, 'crypto', `${name}.test.ts`), 'utf8');

describe('vectors', () => {
  test('every entry, and every part of the checks, is read by a test', () => {
    expect(Object.keys(sg1).toSorted()).toEqual(Object.keys(readBy).toSorted());
    expect(Object.keys(sg1.checks).toSorted()).toEqual([...Object.keys(partsReadBy), 'texts'].toSorted());
    for (const [entry, name] of Object.entries({ ...readBy, ...partsReadBy })) expect(new RegExp(`\\b${entry}\\b`).test(testText(name)), entry).toBe(true);
  });

  test('every file is read by a test', () => {
    const all = Object.values(readBy).concat('json', 'erasure', 'work', 'chain').map(testText).join('\n');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) expect(all.includes(`/vectors/${file}'`) || all.includes(`'${file}'`) || file === 'sg1.json', file).toBe(true);
  });
});
