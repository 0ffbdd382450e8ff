import { describe, expect, test } from 'vitest';
import { b64, hex, unb64, utf8 } from './bytes';
import { checkDirectory, fingerprintOf, learn, manifestAt, memberOf, readMember } from './directory';
import { hashOf, manifestShape, openEnvelope, rootShape, signEnvelope } from './documents';
import { readJson, writeJson, type Json } from './json';
import type { Pin } from './keyring';
import { publicKey } from './ed25519';
import { kidOf } from './keys';
import type { Notice } from './verbs';
import { bytes, load, refusal, sg1, textOf, textsOf } from './vectors';

const { checks, directory: entry } = sg1, { context } = checks;
const place = { origin: context.origin, agency: context.agency };
const codes: Record<Notice['code'], string> = { 'first-contact': 'D2', policy: 'D8', old: 'D9' };

interface Case {
  what: string; refuse: string | null; roots: string[]; manifest: string; between: string[]; f: string | null; pin: Pin | null; pinned_manifest: string | null;
  realm: 'seeker' | 'staff'; today: string; notice?: string[]; new_pin?: Pin; origin?: string;
}

const run = (one: Case, text = textOf) => checkDirectory({
  place: { ...place, origin: one.origin ?? place.origin }, realm: one.realm, roots: (one.roots ?? []).map(text), manifest: text(one.manifest), between: (one.between ?? []).map(text),
  f: one.f, pin: one.pin, pinnedManifest: one.pinned_manifest === null ? null : text(one.pinned_manifest), today: one.today,
});

const more = load('directory.json'), setup = load('setup.json');

describe.each([['sg1.json', checks, 41], ['directory.json', more, 62]] as const)('directory: %s', (_, file, count) => {
  test.each(file.directory as Case[])('$what: $refuse', async (one) => {
    const result = run(one, textsOf(file));
    if (one.refuse !== null) return expect(await refusal(() => result)).toBe(one.refuse);
    const { pin, notices } = await result;
    expect(notices.map(({ code }) => codes[code])).toEqual(one.notice);
    expect(pin).toEqual(one.new_pin);
  });

  test('all are here', () => expect(file.directory.length).toBeGreaterThanOrEqual(count));
});

// What the server checks beyond a reader (policy, records) is its own; the rest must be refused by both alike.
describe('setup.json', () => {
  interface Next { what: string; refuse: string | null; root: string; manifest: string; current?: string }
  const text = textsOf(setup), own = (one: Next) => one.refuse === null || one.refuse.startsWith('D');

  test.each((setup.setup as Next[]).filter(own))('set-up: $what: $refuse', async (one) => {
    const input: Case = { ...one, roots: [one.root], between: [], f: null, pin: null, pinned_manifest: null, realm: 'staff', today: '2026-11-23' };
    // A first contact with a manifest 2 is no fault to a reader.
    expect(await refusal(() => run(input, text))).toBe(one.what === 'manifest 2 without 1' ? null : one.refuse);
  });

  test.each((setup.next as Next[]).filter(own))('next: $what: $refuse', async (one) => {
    const input: Case = { ...one, roots: [one.root], manifest: one.current!, between: [], f: null, pin: null, pinned_manifest: null, realm: 'staff', today: '2026-11-23' };
    const { pin } = await run(input, text);
    // Readers meet the pinned manifest again at every sign-in, and jumps as a gap.
    const refuse = one.what === 'the same manifest again' ? null : one.refuse;
    expect(await refusal(() => run({ ...input, manifest: one.manifest, pin, pinned_manifest: one.current! }, text))).toBe(refuse);
  });

  test.each(setup.records as { what: string; refuse: string | null; uid: string; record: string }[])('record: $what: $refuse', async ({ refuse, uid, record }) => {
    expect(await refusal(() => readMember(place.agency, uid, utf8(text(record))))).toBe(refuse === null ? null : 'D1');
  });
});

describe('documents', () => {

  test('the documents of the vector: payloads, envelopes, fingerprint, hashes', async () => {
    const seed = { kid: b64(bytes(entry.kid_pub)), seed: b64(bytes(entry.seed)) };
    expect(signEnvelope('sg1/root', utf8(entry.root_payload), [seed])).toBe(JSON.stringify(entry.root));
    expect(signEnvelope('sg1/manifest', utf8(entry.manifest_payload), [seed])).toBe(JSON.stringify(entry.manifest));
    const root = await openEnvelope('D1', 'sg1/root', rootShape, JSON.stringify(entry.root));
    const manifest = await openEnvelope('D1', 'sg1/manifest', manifestShape, JSON.stringify(entry.manifest));
    expect([fingerprintOf(root), hex(unb64(manifest.hash)), hex(unb64(await hashOf(utf8(entry.member_record))))]).toEqual([entry.fingerprint, entry.manifest_hash, entry.member_hash]);
    for (const [doc, payload] of [[root, entry.root_payload], [manifest, entry.manifest_payload]]) expect(writeJson(doc.body as Json)).toBe(payload);
  });
});

const first = (checks.directory as Case[])[0]!;
const theChain = async () => (await run(first)).chain;

test('staff: a chain that leaves the pinned manifest sideways, well signed from there on', async () => {
  const seed = { kid: b64(bytes(entry.kid_pub)), seed: b64(bytes(entry.seed)) }, body = readJson(entry.manifest_payload) as Record<string, Json>;
  const make = async (seq: number, prev: string) => {
    const manifest = signEnvelope('sg1/manifest', utf8(writeJson({ ...body, seq, prev })), [seed]);
    return { manifest, hash: (await openEnvelope('D1', 'sg1/manifest', manifestShape, manifest)).hash };
  };
  const chainFrom = async (prev: string) => {
    const two = await make(2, prev), three = await make(3, two.hash);
    return { between: [two.manifest, three.manifest], manifest: (await make(4, three.hash)).manifest };
  };
  const pinned = textOf(context.manifests[0]), pin = first.pin!;
  const attempt = async (prev: string) => refusal(async () => run({ ...first, pinned_manifest: pinned, ...await chainFrom(prev) }));
  expect(await attempt(pin.hash)).toBeNull();
  expect(await attempt(b64(bytes('01 x 32')))).toBe('D7');
});

describe('manifests and records that were fetched', () => {
  test('an older manifest counts if it is signed and the next one names it', async () => {
    const chain = await theChain();
    expect(await manifestAt(chain, 1)).toBeNull();
    await learn(chain, [textOf(context.manifests[0])], []);
    expect((await manifestAt(chain, 1))?.body.seq).toBe(1);
    expect((await manifestAt(chain, 2))?.body.seq).toBe(2);
    expect(await manifestAt(chain, 3)).toBeNull();
  });

  test('one whose payload the next names, but that no root signer signed, is not believed', async () => {
    const chain = await theChain(), payload = unb64((readJson(textOf(context.manifests[0])) as { payload: string }).payload), seed = bytes('24 x 32');
    for (const kid of [b64(bytes(entry.kid_pub)), await kidOf(publicKey(seed))]) {
      await learn(chain, [signEnvelope('sg1/manifest', payload, [{ kid, seed: b64(seed) }])], []);
      expect(await manifestAt(chain, 1)).toBeNull();
      chain.older.clear();
    }
  });

  test('one that the next does not name, or that is not JSON, is left out', async () => {
    const chain = await theChain();
    await learn(chain, [JSON.stringify(entry.manifest), 'nonsense'], []);
    expect(await manifestAt(chain, 1)).toBeNull();
  });

  test('a record counts by its hash, for the person it names', async () => {
    const chain = await theChain(), [ilse, ben] = context.members as string[];
    expect(await memberOf(chain, chain.current, context.me)).toBeNull();
    await learn(chain, [], [ilse!, ben!.replace('Ben', 'Eve')]);
    expect((await memberOf(chain, chain.current, context.me))?.alias).toBe('Ilse');
    expect(await memberOf(chain, chain.current, 'WFhYWFhYWFhYWFhYWFhYWA')).toBeNull();
    expect(await refusal(() => readMember(context.agency, 'WFhYWFhYWFhYWFhYWFhYWA', utf8(ilse!)))).toBe('D1');
    expect(await refusal(() => readMember('qqqqqqqqqqqqqqqqqqqqqg', context.me, utf8(ilse!)))).toBe('D1');
    expect(await refusal(() => readMember(context.agency, context.me, utf8(ilse!.replace('CyFfNYV9OKI', 'sWK-w0DQF_0'))))).toBe('D1');
  });
});
