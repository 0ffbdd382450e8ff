// Every parser of the browser side, fed with bytes that are nearly right: it gives back what is well formed, or refuses in its own words. Anything else that it
// throws, and anything that it takes though it is not what was sealed or signed, is a fault.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import audit from '../../../spec/vectors/audit.json';
import { checkHeader, unwrapWith } from '../../src/crypto/age';
import { b64, concat, lp, Malformed, unb64, utf8, type Bytes } from '../../src/crypto/bytes';
import { openBox, pad, sealBox, unpad } from '../../src/crypto/box';
import { checkBefore, checkChain } from '../../src/crypto/chain';
import { crockford, readCode, tidy, uncrockford, writeCode } from '../../src/crypto/code';
import { checkDirectory, learn, readMember, type Chain } from '../../src/crypto/directory';
import { openDraft } from '../../src/crypto/draft';
import { openSealed, sealing } from '../../src/crypto/file';
import { checkGrant, openGrant, type GrantContext } from '../../src/crypto/grant';
import { openHeld, openHistory } from '../../src/crypto/history';
import { readJson, writeJson } from '../../src/crypto/json';
import { keyringShape, openKeyring, openVault, type Owner, vaultShape } from '../../src/crypto/keyring';
import { openSelf } from '../../src/crypto/keys';
import { checkMessage, messageAd, openMessage, type Channel } from '../../src/crypto/message';
import { checkNewPassword, nameNorm } from '../../src/crypto/password';
import { sha256 } from '../../src/crypto/primitives';
import { checkProfile } from '../../src/crypto/profile';
import { readAs } from '../../src/crypto/shape';
import { openTab, openWhere, readTabKey, sealWhere } from '../../src/crypto/tab';
import { bytes, folder, load, sg1, textsOf } from '../../src/crypto/vectors';
import { Refused } from '../../src/crypto/verbs';
import type { ChainEntry, ChainHead, Message, Sealed } from '../../src/crypto/wire';
import { openWrap } from '../../src/crypto/wrap';
import { valueOf } from '../../src/session/answer';
import { fingerprint, pathOf, read } from '../../src/session/place';
import { long, mangled, mangledB64, mangledEnvelope, mangledText, times } from './mangle';

const { checks, epoch, kdf, directory: dir, grant: entry } = sg1, { context } = checks, text = textsOf(checks);
const uk = bytes(sg1.uk.uk), agency = bytes(kdf.agency), ck: Bytes = bytes(epoch.ck[0]), origin = kdf.origin as string;
const seeker: Owner = { origin, agency, uid: bytes(epoch.uid) }, staff: Owner = { origin, agency, uid: bytes('57 x 16') };
const at = { id: bytes(epoch.case), epoch: 0, ckId: bytes(epoch.ck_id[0]) };

let tried = 0, taken = 0;

/** What was taken, or null for what was refused in the parser's own words. */
async function own<T>(attempt: () => T | Promise<T>): Promise<T | null> {
  tried++;
  try { const result = await attempt(); taken++; return result; } catch (error) {
    if (error instanceof Refused || error instanceof Malformed) return null;
    throw error;
  }
}

const runs = (short: number): fc.Parameters<unknown> => ({ numRuns: times(short, short * 40) });
const check = <T>(inputs: fc.Arbitrary<T>, short: number, property: (input: T) => Promise<void> | void): Promise<void> =>
  fc.assert(fc.asyncProperty(inputs, async (input) => { await property(input); }), runs(short)) as Promise<void>;

const documents = Object.values(checks.texts as Record<string, string>);
const chainOf = async (): Promise<Chain> => {
  const place = { origin: context.origin, agency: context.agency };
  const { chain } = await checkDirectory({ place, realm: 'seeker', roots: context.roots.map(text), manifest: text(context.manifests.at(-1)), between: [], f: null, pin: null, pinnedManifest: null, today: context.today });
  await learn(chain, context.manifests.map(text), context.members);
  return chain;
};

let chain: Chain, grants: GrantContext;
beforeAll(async () => {
  chain = await chainOf();
  grants = {
    agency: context.agency, me: context.me, myKids: context.my_kids, roleKids: Object.fromEntries(Object.entries(context.role_kids as Record<string, string>).map(([role, kid]) => [role, [kid]])), today: context.today, chain,
    case: { id: context.case, seeker: context.seeker, ckIds: context.ck_ids }, ckBefore: context.ck_prev === '' ? null : unb64(context.ck_prev), opens: () => Promise.resolve(true),
  };
});

/** The targets, and what each feeds; the last test asks that no parser is missing. */
const feeds: Record<string, string[]> = {};
function target(name: string, fed: string[], run: () => Promise<void>): void {
  feeds[name] = fed;
  test(name, run, long ? 900_000 : 120_000);
}

const numbersIn = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];

describe('words', () => {
  target('json', ['readJson', 'readAs'], () => check(mangled(documents.concat([sg1.vault.json, sg1.keyring_staff.json, '{"n":1,"l":[true,null,"\\u00e9"]}']).map(utf8)), 3_000, async (input) => {
    const value = await own(() => readJson(input));
    if (value !== null) expect(readJson(writeJson(value))).toEqual(JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(input)));
  }));

  target('base64url', ['unb64', 'readTabKey'], () => check(fc.oneof(mangledText(['AQ', 'AQEBAQ', '-_-_', b64(uk)]), fc.string()), 5_000, async (input) => {
    const raw = await own(() => unb64(input));
    if (raw) expect(b64(raw)).toBe(input);
    const key = await own(() => readTabKey(input));
    if (key) expect([key.length, b64(key)]).toEqual([32, input]);
  }));

  target('Crockford and return codes', ['uncrockford', 'readCode', 'tidy'], () => check(fc.oneof(mangledText([sg1.code.text, dir.fingerprint]), fc.string({ maxLength: 40 })), 3_000, async (input) => {
    const raw = await own(() => uncrockford(input));
    if (raw) expect(crockford(raw)).toBe(input);
    const code = await own(() => readCode(input));
    if (code) expect(tidy(await writeCode(code))).toBe(tidy(input));
  }));

  target('names and passwords', ['nameNorm', 'checkNewPassword'], () => check(fc.oneof(mangledText(['sonne-42', 'Élodie', 'Зоя 7', 'سلام']), fc.string({ unit: 'binary', maxLength: 40 })), 3_000, async (input) => {
    const norm = await own(() => nameNorm(input));
    if (norm !== null) expect([nameNorm(norm), [...norm].length >= 3, [...norm].length <= 32]).toEqual([norm, true, true]);
    await own(() => checkNewPassword(input));
  }));

  target('addresses', ['read', 'fingerprint'], () => check(fc.tuple(mangledText(['/wien/en-simple/write', '/kiz', '//']), mangledText([`#f=${dir.fingerprint}`, '#out', `#f=${dir.fingerprint}&f=x`])), 3_000, async ([path, hash]) => {
    const spot = (await own(() => read(path, hash)))!;
    const f = fingerprint(spot);
    if (f !== null) expect(f).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(pathOf(spot, 'x').startsWith('/')).toBe(true);
  }));

  target('answers', ['valueOf'], () => check(mangled(['{"cases":[{"id":"a","order":3,"time":1795000000000}]}', '{"wait":1e400}', '[-1,0.5]', 'null'].map(utf8)), 2_000, async (input) => {
    let value: unknown = null;
    tried++;
    try { value = await valueOf(new Response(input), 4_000); taken++; } catch (error) { expect(['Absurd', 'SyntaxError']).toContain((error as Error).name); }
    for (const number of numbersIn(value)) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
  }));
});

describe('sealed', () => {
  target('files', ['openSealed'], async () => {
    const vectors = load('file.json') as { key: string; ad: string; salt: string }, plain = Uint8Array.from({ length: 300 }, (_, i) => i & 255), [key, context] = [bytes(vectors.key), bytes(vectors.ad)];
    const sealed = await sealing(key, context, plain).then((file) => file.slice(0, file.length)), promised = { size: plain.length, sha256: b64(await sha256(plain)) };
    await check(fc.tuple(mangled([sealed]), fc.constantFrom(0, 299, 300, 301, 2 ** 31 - 1)), 1_500, async ([input, size]) => {
      const file = await own(() => openSealed(key, context, input, { ...promised, size }));
      if (file) expect([b64(input), b64(file)]).toEqual([b64(sealed), b64(plain)]);
    });
  });

  const box = bytes(sg1.message.box), ad = bytes(sg1.message.ad);

  target('box and padding', ['openBox', 'unpad', 'openDocument'], async () => {
    await check(mangled([box]), 1_500, async (input) => {
      const plain = await own(() => openBox(ck, ad, input));
      if (plain) expect(b64(input)).toBe(b64(box));
    });
    await check(mangled([pad(utf8('text')), pad(new Uint8Array(0)), pad(new Uint8Array(600)), new Uint8Array(512)]), 2_000, async (input) => {
      const plain = await own(() => unpad(input));
      if (plain) expect([...input.slice(0, plain.length), 0x80, ...new Uint8Array(input.length - plain.length - 1)]).toEqual([...plain, 0x80, ...input.slice(plain.length + 1)]);
    });
  });

  target('keyring, vault, wrap, own copies', ['openKeyring', 'openVault', 'openWrap', 'openSelf'], async () => {
    const opener = { method: 'pw' as const, kek: bytes(kdf.kek), kdf: 1, x: bytes(kdf.salt_srv) };
    await check(mangledB64([bytes(sg1.keyring_staff.box), bytes(sg1.vault.box), bytes(sg1.ukwrap.box)]), 800, async (input) => {
      const stored = { version: 2, box: input as Sealed };
      if (await own(() => openKeyring(uk, staff, stored))) expect(input).toBe(b64(bytes(sg1.keyring_staff.box)));
      if (await own(() => openVault(uk, staff, { ...stored, version: 3 }))) expect(input).toBe(b64(bytes(sg1.vault.box)));
      if (await own(() => openWrap(seeker, opener, { method: 'pw', gen: 1, kdf: 1, wrap: input as Sealed }))) expect(input).toBe(b64(bytes(sg1.ukwrap.box)));
    });
    await check(mangled([bytes(epoch.self_0), bytes(epoch.self_0_staff)]), 500, async (input) => {
      for (const [owner, twice] of [[seeker, false], [staff, true]] as const) {
        if (await own(() => openSelf(uk, owner, at, twice, input))) expect(b64(input)).toBe(b64(bytes(twice ? epoch.self_0_staff : epoch.self_0)));
      }
    });
  });

  target('what is inside of them', ['keyringShape', 'vaultShape'], () => check(mangled([sg1.keyring.json, sg1.keyring_staff.json, sg1.vault.json].map(utf8)), 2_000, async (input) => {
    for (const shape of [keyringShape, vaultShape]) {
      const made = await own(() => readAs<unknown>('box', shape, input));
      if (made) expect(JSON.parse(new TextDecoder().decode(input))).toEqual(made);
    }
  }));

  target('tab and draft', ['openTab', 'openWhere', 'openDraft'], async () => {
    const one = load('tab.json').tabs[0] as { key: string; uid: string; handle: string; box: string; where: string };
    const key = unb64(one.key), place = { owner: { origin, agency, uid: unb64(one.uid) }, handle: unb64(one.handle) };
    const drafts = (load('draft.json').drafts as { refuse: string | null; uid: string; case: string; kind: 'message'; version: number; box: string }[]).filter(({ refuse }) => refuse === null), draft = drafts[0]!;
    const room = { owner: { origin, agency, uid: unb64(draft.uid) }, case: unb64(draft.case), kind: draft.kind };
    await check(mangledB64([unb64(one.box), unb64(one.where), unb64(draft.box)]), 800, async (input) => {
      if (await own(() => openTab(key, place, input))) expect(input).toBe(one.box);
      if (await own(() => openWhere(key, place, input))) expect(input).toBe(one.where);
      if (await own(() => openDraft(uk, room, { version: draft.version, box: input as Sealed }, () => 0))) expect(input).toBe(draft.box);
    });
    expect(await openWhere(key, place, await sealWhere(key, place, '{"step":"x"}'))).toBe('{"step":"x"}');
  });
});

describe('signed', () => {
  const roots: string[] = context.roots.map(text), manifests: string[] = context.manifests.map(text), place = { origin: context.origin, agency: context.agency };

  target('directory', ['checkDirectory', 'openEnvelope', 'fingerprintOf'], () => check(fc.tuple(mangledEnvelope(roots), mangledEnvelope(manifests), fc.boolean()), 600, async ([root, manifest, which]) => {
    const input = { place, realm: 'seeker' as const, roots: which ? [root] : roots, manifest: which ? manifests.at(-1)! : manifest, between: [], f: dir.fingerprint, pin: null, pinnedManifest: null, today: context.today };
    const result = await own(() => checkDirectory(input));
    if (result) expect(manifests.map((one) => (JSON.parse(one) as { payload: string }).payload)).toContain((JSON.parse(input.manifest) as { payload: string }).payload);
  }));

  target('member records', ['readMember'], () => check(mangled((context.members as string[]).map(utf8)), 600, async (input) => {
    const member = await own(() => readMember(context.agency, context.me, input));
    if (member) expect(JSON.parse(new TextDecoder().decode(input))).toEqual(member);
  }));

  target('grants', ['checkGrant'], () => check(mangledEnvelope((checks.grants as { envelope: string }[]).map(({ envelope }) => text(envelope))), 1_000, async (input) => {
    const grant = await own(() => checkGrant(grants, input));
    if (grant) expect(grant.agency).toBe(context.agency);
  }));

  target('age files', ['checkHeader', 'unwrapWith', 'openGrant'], async () => {
    const seeds = (readJson(sg1.keyring_staff.json) as { enc: { kid: string; seed: string }[] }).enc, file = unb64(entry.file_by_js);
    await check(mangled([file, unb64(entry.file_by_go)]), 2_000, async (input) => { await own(() => { checkHeader(input); return true; }); });
    await check(mangled([file, unb64(entry.file_by_go)]), 40, async (input) => {
      const inside = await own(() => unwrapWith(unb64(seeds[0]!.seed), input));
      if (inside) expect(new TextDecoder().decode(inside)).toBe(entry.envelope);
      await own(() => openGrant(grants, seeds, input));
    });
  });

  target('profiles', ['checkProfile'], () => check(mangled((checks.profiles as { json: string }[]).map(({ json }) => utf8(text(json)))), 600, async (input) => {
    const room = { agency: unb64(context.agency), case: at, uid: unb64(context.seeker) };
    const profile = await own(() => checkProfile(room, input, 1, null));
    if (profile) expect(JSON.parse(new TextDecoder().decode(input))).toEqual(profile);
  }));
});

describe('messages', () => {
  const channel: Channel = { label: 'sg1/msg', agency: unb64(context.agency), case: at.id, keyId: at.ckId };
  const good = checks.messages as { json: string; sig: string; role: string; author: string; author_seq: number; prev_hash: string; msg_id: string; kind: string; order: number; epoch: number; label: string; fill?: unknown }[];
  const first = good[0]!, plain = concat(lp(utf8(first.json)), lp(unb64(first.sig)));

  target('what is inside', ['openMessage', 'checkMessage'], () => check(mangled([plain, ...good.filter(({ fill, label }) => !fill && label === 'sg1/msg').map(({ json, sig }) => concat(lp(utf8(json)), lp(unb64(sig))))]), 800, async (input) => {
    const head = { ...first, id: first.msg_id }, ad = messageAd(channel, head);
    const opened = await own(async () => openMessage(ck, ad, await sealBox(ck, ad, pad(input))));
    if (opened) expect(b64(concat(lp(opened.json), lp(opened.sig)))).toBe(b64(input));
    const content = opened && await own(() => checkMessage({ chain, seeker: context.seeker, seen: 0 }, 'sg1/msg', head, ad, opened));
    if (content) expect(JSON.parse(new TextDecoder().decode(opened!.json))).toEqual(content);
  }));

  // Whatever a server puts into a row, the history is shown: the bad ones as unreadable.
  target('a history', ['openHistory', 'opening', 'openHeld'], async () => {
    const sealed: Message[] = [];
    for (const [i, role] of ['seeker', 'seeker', 'seeker'].entries()) {
      const head = { id: b64(new Uint8Array(16).fill(i + 1)), epoch: 0, author: context.seeker as string, role: role as 'seeker', author_seq: i + 1, prev_hash: b64(new Uint8Array(32)), kind: 'message' as const };
      const ad = messageAd(channel, head), json = utf8(writeJson({ v: 1, ts: '2026-11-23T10:11:12Z', lang: 'de', mseq: null, text: `Nummer ${i}`, files: [], reply: null }));
      sealed.push({ ...head, order: i + 1, time: Date.parse('2026-11-23T10:11:12Z'), box: b64(await sealBox(ck, ad, pad(concat(lp(json), lp(new Uint8Array(0)))))) as Sealed, held_until: null });
    }
    const keys = Object.keys(sealed[0]!) as (keyof Message)[];
    const odd = fc.oneof(fc.constantFrom<unknown>(null, undefined, '', 'x', -1, 0, 1, 2, 1.5, 2 ** 53, [], {}, true, 'seeker', 'lead', 'note', context.me), mangledB64([unb64(sealed[1]!.box), unb64(sealed[1]!.prev_hash)]));
    await check(fc.array(fc.tuple(fc.nat(2), fc.constantFrom(...keys), odd), { maxLength: 3 }), 500, async (changes) => {
      const rows = sealed.map((one) => ({ ...one }));
      for (const [which, key, value] of changes) (rows[which] as unknown as Record<string, unknown>)[key] = value;
      const reading = { reader: { chain, seeker: context.seeker as string, seen: 0 }, channel, key: ck, me: context.seeker as string, anyway: false, opened: new Map(), files: new Map(), from: 1 };
      const history = (await own(() => openHistory(reading, rows)))!, held = (await own(() => openHeld(reading, history, rows)))!, { shown } = history;
      expect([shown.length, held.shown.length]).toEqual([rows.length, rows.length]);
      for (const one of shown) if (one.state === 'open') expect(one.text).toMatch(/^Nummer [012]$/);
    });
  });
});

describe('the record of an agency', () => {
  const entries = audit.entries as ChainEntry[], end = entries.at(-1)!, head: ChainHead = { seq: end.seq, at: end.at, hash: end.hash };
  const keys = Object.keys(end).filter((key) => key !== 'json') as (keyof ChainEntry)[]; // the text that is hashed stands there for readers
  const odd = fc.oneof(fc.constantFrom<unknown>(null, '', 'x', -1, 0, 1, 2, 1.5, 2 ** 53, 'system', 'seeker', 'A'.repeat(43)), mangledText(entries.flatMap(({ hash, prev, actor, action }) => [hash, prev, actor, action])));

  // Whatever a keeper changes, leaves out, doubles or moves: only the very entries lead to the head.
  target('its chain', ['checkChain'], () => check(fc.tuple(fc.shuffledSubarray(entries, { minLength: 3 }), fc.boolean(), fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...keys), odd), { maxLength: 2 })), 600, async ([some, whole, changes]) => {
    const list = (whole ? entries : some).map((entry) => ({ ...entry }));
    for (const [which, key, value] of changes) if (list[which]) (list[which] as unknown as Record<string, unknown>)[key] = value;
    const before: ChainHead = { seq: 0, at: head.at, hash: entries[0]!.prev };
    if (await own(async () => { await checkChain(before, list, head, head.at); return true; })) expect(list).toEqual(entries);
  }));

  // Older entries: only an unbroken stretch of the very ones, up to the one that was found good.
  target('what is older', ['checkBefore'], () => check(fc.tuple(fc.nat(entries.length - 2), fc.subarray(entries), fc.boolean(), fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...keys), odd), { maxLength: 2 })), 600, async ([from, some, whole, changes]) => {
    const older = entries.slice(from, -1), list = (whole ? older : some).map((entry) => ({ ...entry }));
    for (const [which, key, value] of changes) if (list[which]) (list[which] as unknown as Record<string, unknown>)[key] = value;
    if (await own(async () => { await checkBefore(list, end); return true; })) expect(list).toEqual(entries.slice(-1 - list.length, -1));
  }));
});

test('no parser is missing, and not all was refused', () => {
  const fed = Object.values(feeds).flat(), missing: string[] = [];
  /** Elsewhere fed, or no parser of bytes from outside. */
  const others = [
    'opened', 'checked', 'checkGen', 'checkNotOlder', 'checkText', 'under', 'unpinned', 'unsaved', 'texts',
  ];
  const at = join(folder, '..', '..', 'web', 'src');
  for (const where of ['crypto', 'session']) {
    for (const name of readdirSync(join(at, where))) {
      if (!name.endsWith('.ts') || name.includes('.test.') || ['testing.ts', 'vectors.ts'].includes(name)) continue;
      for (const [, found] of readFileSync(join(at, where, name), 'utf8').matchAll(/^export (?:async )?(?:function|const) ((?:read|open|check|un|parse|value|tidy|decode|fingerprint)\w*)/gm)) {
        if (!fed.includes(found!) && !others.includes(found!)) missing.push(`${where}/${name}: ${found}`);
      }
    }
  }
  expect(missing, 'name the target that feeds it, or list it above').toEqual([]);
  expect(tried).toBeGreaterThan(times(25_000, 800_000));
  expect(taken).toBeGreaterThan(tried / 20);
  console.log(`${Object.keys(feeds).length} targets: ${tried} inputs, ${taken} taken, all others refused in the parser's own words`);
});
