import { describe, expect, test, vi } from 'vitest';
import { checkHeader, unwrapWith, wrapFor } from './age';
import { b64, fromUtf8, hex, unb64, utf8, type Bytes } from './bytes';
import { checkDirectory, learn } from './directory';
import { checkGrant, makeGrant, openGrant, type CaseGrant, type GrantContext } from './grant';
import { readJson } from './json';
import { Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { bytes, load, refusal, sg1, textsOf } from './vectors';

const { checks, grant: entry, agency_key: role } = sg1, { context } = checks;

async function readerContext(opens?: boolean, { context }: typeof checks = checks, textOf = textsOf(checks)): Promise<GrantContext> {
  const place = { origin: context.origin, agency: context.agency };
  const { chain } = await checkDirectory({
    place, realm: 'seeker', roots: context.roots.map(textOf), manifest: textOf(context.manifests.at(-1)!), between: [], f: null, pin: null, pinnedManifest: null, today: context.today,
  });
  await learn(chain, context.manifests.map(textOf), context.members);
  return {
    agency: context.agency, me: context.me, myKids: context.my_kids, roleKids: Object.fromEntries(Object.entries(context.role_kids as Record<string, string>).map(([role, kid]) => [role, [kid]])), today: context.today, chain,
    case: { id: context.case, seeker: context.seeker, ckIds: context.ck_ids }, ckBefore: context.ck_prev === '' ? null : unb64(context.ck_prev), ...(opens === undefined ? {} : { opens: async () => opens }),
  };
}

interface Case { what: string; refuse: string | null; envelope: string; opens?: boolean; manifests?: string[]; ck_prev?: string }

const more = load('grant.json');

describe.each([['sg1.json', checks, 37], ['grant.json', more, 58]] as const)('grants: %s', (_, file, count) => {
  const text = textsOf(file);
  test.each(file.grants as Case[])('$what: $refuse', async (one) => {
    const { manifests = file.context.manifests, ck_prev = file.context.ck_prev } = one;
    const reader = await readerContext(one.opens, { ...file, context: { ...file.context, manifests, ck_prev } }, text);
    expect(await refusal(() => checkGrant(reader, text(one.envelope)))).toBe(one.refuse);
  });

  test('all are here', () => expect(file.grants.length).toBeGreaterThanOrEqual(count));
});

describe('grants', () => {
  test('all files are here', () => expect(checks.grant_files.length).toBe(5));

  const fileOf = ({ file, zeros_to }: { file: string; zeros_to?: number }): Bytes => {
    const plain = unb64(file === 'grant.file_by_js' ? entry.file_by_js : file);
    return zeros_to ? new Uint8Array([...plain, ...new Uint8Array(zeros_to - plain.length)]) : plain;
  };

  test.each(checks.grant_files as { what: string; refuse: string | null; file: string; zeros_to?: number }[])('file: $what: $refuse', async (one) => {
    expect(await refusal(() => checkHeader(fileOf(one)))).toBe(one.refuse);
  });

  test('both age files hold the envelope, and the envelope its payload', async () => {
    const seed = seedOf(sg1.keyring_staff.json);
    for (const file of [entry.file_by_js, entry.file_by_go]) expect(fromUtf8(await unwrapWith(seed, unb64(file)))).toBe(entry.envelope);
    for (const one of [entry, role]) expect(fromUtf8(unb64((readJson(one.envelope) as { payload: string }).payload))).toBe(one.payload);
  });

  test('a grant of our own making is accepted by its reader', async () => {
    const reader = await readerContext(), seeds = (readJson(sg1.keyring_staff.json) as { enc: { kid: string; seed: string }[]; sig: { kid: string; seed: string } });
    const body = { ...(readJson(entry.payload) as unknown as CaseGrant), mseq: 2 };
    const file = await makeGrant(body, seeds.sig, recipientOf(context.members[0]));
    expect(await openGrant(reader, seeds.enc, unb64(file))).toEqual(body);
    expect(await refusal(() => openGrant(reader, [{ kid: '', seed: b64(bytes('01 x 32')) }], unb64(file)))).toBe('G3');
  });

  test('an earlier case is shared with its seeker without the key of its notes', async () => {
    const reader = await readerContext(), { enc, sig } = readJson(sg1.keyring_staff.json) as { enc: { kid: string; seed: string }[]; sig: { kid: string; seed: string } };
    const body = { ...(readJson(entry.payload) as unknown as CaseGrant), mseq: 2, why: 'relink' };
    const opened = async (change: object) => openGrant(reader, enc, unb64(await makeGrant({ ...body, ...change }, sig, recipientOf(context.members[0]))));
    expect((await opened({ nk: null, nk_id: null })).why).toBe('relink');
    expect(await refusal(() => opened({}))).toBe('G6');
  });
});

const seedOf = (keyring: string) => unb64((readJson(keyring) as { enc: { seed: string }[] }).enc[0]!.seed);
const recipientOf = (record: string) => (readJson(record) as { enc: { rcpt: string } }).enc.rcpt;

test('a key for years that opens nothing of its case is refused, whoever gave it', async () => {
  const one = (more.grants as Case[]).find(({ what }) => what === 'continuity, by a member of today')!, text = textsOf(more);
  expect(await refusal(async () => checkGrant(await readerContext(true, more, text), text(one.envelope)))).toBeNull();
  expect(await refusal(async () => checkGrant(await readerContext(false, more, text), text(one.envelope)))).toBe('G6');
});

describe('wrapping', () => {
  test('to anybody but one hybrid recipient throws', async () => {
    const classic = await identityToRecipient(await generateX25519Identity()), hybrid = await identityToRecipient(await generateHybridIdentity());
    for (const to of [classic, '', 'age1', `age1tag1${classic.slice(4)}`, hybrid.toUpperCase(), ` ${hybrid}`, [hybrid, classic] as unknown as string]) {
      expect(await refusal(() => wrapFor(to, utf8('key')))).toBe('seal');
    }
    expect(await refusal(async () => checkHeader(await wrapFor(hybrid, utf8('key'))))).toBeNull();
  });

  test('a file with a classic recipient beside the hybrid one is never opened', async () => {
    const secret = await generateHybridIdentity(), encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(secret));
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    const file = new Uint8Array(await encrypter.encrypt(utf8('key')));
    expect(await refusal(() => unwrapWith(bytes('01 x 32'), file))).toBe('G1');
  });

  test('what the library wrote is looked at before it leaves', async () => {
    const encrypter = new Encrypter(), hybrid = await identityToRecipient(await generateHybridIdentity());
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    const classic = await encrypter.encrypt(utf8('key')), spy = vi.spyOn(Encrypter.prototype, 'encrypt').mockResolvedValue(classic as never);
    expect(await refusal(() => wrapFor(hybrid, utf8('key')))).toBe('seal');
    spy.mockRestore();
  });

  test('a changed file does not open', async () => {
    const file = unb64(entry.file_by_go), seed = seedOf(sg1.keyring_staff.json);
    for (const at of [file.length - 1, file.length - 40, 200]) {
      const other = file.slice();
      other[at] = other[at] === 0x41 ? 0x42 : 0x41;
      expect(await refusal(() => unwrapWith(seed, other))).toBe('box');
    }
    const header = 22 + 1513 + 44 + 48; // version, stanza, body, MAC
    expect(await refusal(() => checkHeader(file.slice(0, header + 32)))).toBeNull();
    for (const length of [header + 31, header, header - 1, 0]) expect(await refusal(() => checkHeader(file.slice(0, length)))).toBe('G1');
    expect(hex(await unwrapWith(seed, file))).not.toBe('');
  });
});
