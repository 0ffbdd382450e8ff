import { describe, expect, test } from 'vitest';
import { identity, recipient } from './age';
import { ad, b64, fromUtf8, hex, unb64, utf8 } from './bytes';
import { openBox, pad, sealBox, unpad } from './box';
import { writeJson, readJson } from './json';
import { draftAd, draftShape } from './draft';
import { keyringAd, keyringShape, openKeyring, openVault, sealKeyring, sealVault, under, vaultAd, vaultShape, type Owner } from './keyring';
import { backAd, ckIdOf, inviteId, inviteMac, kidOf, linkOf, nkIdOf, openSelf, sealSelf } from './keys';
import { hkdf, random } from './primitives';
import { readAs } from './shape';
import { checkGen, openWrap, sealWrap, type Opener } from './wrap';
import { bytes, refusal, sg1 } from './vectors';

const { kdf, epoch, uk: derived } = sg1;
const uk = bytes(derived.uk), agency = bytes(kdf.agency), origin = kdf.origin as string;
const seeker: Owner = { origin, agency, uid: bytes(epoch.uid) }, staff: Owner = { origin, agency, uid: bytes('57 x 16') };

describe('under the user key', () => {
  test('the keys of the vector', async () => {
    for (const [what, name] of [['keyring', 'keyring_key'], ['vault', 'vault_key'], ['case-self', 'self_key'], ['draft', 'draft_key']] as const) {
      expect(hex(await under(uk, what)), what).toBe(derived[name]);
    }
  });

  const documents = [
    ['keyring', keyringAd(seeker, 1), 'keyring', keyringShape], ['keyring_staff', keyringAd(staff, 2), 'keyring', keyringShape],
    ['vault', vaultAd(staff, 3), 'vault', vaultShape], ['draft', draftAd({ owner: seeker, case: bytes(epoch.case), kind: 'message' }, 1), 'draft', draftShape],
  ] as const;

  test.each(documents)('%s: AD, text, length and box', async (entry, context, what, shape) => {
    const vector = sg1[entry], padded = pad(utf8(vector.json));
    expect(hex(context)).toBe(vector.ad);
    expect(padded.length).toBe(vector.padded);
    expect(hex(await sealBox(await under(uk, what), context, padded, bytes(vector.salt)))).toBe(vector.box);
    expect(writeJson(readAs<unknown>('box', shape, fromUtf8(unpad(await openBox(await under(uk, what), context, bytes(vector.box))))) as never)).toBe(vector.json);
  });

  test('keyring and vault come back; another version, person or user key opens nothing', async () => {
    const keyring = readAs('box', keyringShape, sg1.keyring_staff.json), vault = readAs('box', vaultShape, sg1.vault.json);
    const storedKeyring = await sealKeyring(uk, staff, 2, keyring), stored = await sealVault(uk, staff, 3, vault);
    expect(await openKeyring(uk, staff, storedKeyring)).toEqual(keyring);
    expect(await openVault(uk, staff, stored)).toEqual(vault);
    expect(await refusal(() => openVault(uk, staff, { ...stored, version: 4 }))).toBe('box');
    expect(await refusal(() => openVault(uk, seeker, stored))).toBe('box');
    expect(await refusal(() => openVault(random(32), staff, stored))).toBe('box');
    expect(await refusal(() => openKeyring(uk, staff, { ...stored, version: 2 }))).toBe('box');
  });
});

describe('case keys', () => {
  const at = { id: bytes(epoch.case), epoch: 0, ckId: bytes(epoch.ck_id[0]) };
  const [ck, ck1] = epoch.ck.map(bytes), [nk, nk1] = epoch.nk.map(bytes);

  test('ids, link and back-links of two epochs', async () => {
    expect([hex(await ckIdOf(ck)), hex(await ckIdOf(ck1)), sg1.ckid]).toEqual([...epoch.ck_id, epoch.ck_id[0]]);
    expect([hex(await nkIdOf(nk)), hex(await nkIdOf(nk1))]).toEqual(epoch.nk_id);
    expect(hex(await linkOf(ck, seeker, { id: at.id, epoch: 1, ckId: bytes(epoch.ck_id[1]) }))).toBe(epoch.link_1);
    expect(hex(await sealBox(ck1, backAd('sg1/back', seeker, at.id, 1), ck, bytes(epoch.salt)))).toBe(epoch.back_1);
    expect(hex(await sealBox(nk1, backAd('sg1/back-nk', seeker, at.id, 1), nk, bytes(epoch.salt)))).toBe(epoch.back_nk_1);
  });

  test('own copies of seeker and staff', async () => {
    expect(hex(await sealSelf(uk, seeker, at, { ck, nk: null }, bytes(epoch.salt)))).toBe(epoch.self_0);
    expect(hex(await sealSelf(uk, staff, at, { ck, nk }, bytes(epoch.salt)))).toBe(epoch.self_0_staff);
    const opened = await openSelf(uk, staff, at, true, bytes(epoch.self_0_staff));
    expect([hex(opened.ck), hex(opened.nk!)]).toEqual([hex(ck), hex(nk)]);
    expect((await openSelf(uk, seeker, at, false, bytes(epoch.self_0))).nk).toBeNull();
  });

  test('a copy of another case, epoch or kind opens nothing, and a key under a wrong id is refused', async () => {
    expect(await refusal(() => openSelf(uk, seeker, { ...at, epoch: 1 }, false, bytes(epoch.self_0)))).toBe('box');
    expect(await refusal(() => openSelf(uk, staff, at, false, bytes(epoch.self_0_staff)))).toBe('box');
    const wrong = await sealSelf(uk, seeker, at, { ck: ck1, nk: null });
    expect(await refusal(() => openSelf(uk, seeker, at, false, wrong))).toBe('G5');
  });

  test('key ids, identities, invites', async () => {
    const { directory, agency_key: role, grant, invite } = sg1;
    expect(hex(unb64(await kidOf(bytes(directory.pub))))).toBe(directory.kid_pub);
    expect(hex(unb64(await kidOf(readRecipient(directory.member_record))))).toBe(directory.kid_rcpt);
    const seed = unb64((readJson(role.payload) as { seed: string }).seed);
    expect([identity(seed), await recipient(seed)]).toEqual([role.identity, role.recipient]);
    expect(await recipient(seedOf(sg1.keyring_staff.json))).toBe(readRecipient(directory.member_record));
    expect(identity(seedOf(sg1.keyring_staff.json))).toBe(grant.identity);
    expect(hex(await inviteId(bytes(invite.t)))).toBe(invite.inv_id);
    expect(invite.record).toBe('directory.member_record');
    expect(hex(await inviteMac(bytes(invite.t), directory.member_record))).toBe(invite.mac);
  });
});

const readRecipient = (record: string): string => (readJson(record) as { enc: { rcpt: string } }).enc.rcpt;
const seedOf = (keyring: string) => unb64((readJson(keyring) as { enc: { seed: string }[] }).enc[0]!.seed);

describe('wraps', () => {
  const opener: Opener = { method: 'pw', kek: bytes(kdf.kek), kdf: 1, x: bytes(kdf.salt_srv) };

  test('the wrap of the vector', async () => {
    const wrap = await sealWrap(seeker, opener, 1, uk, bytes(sg1.ukwrap.salt));
    expect(hex(unb64(wrap.wrap))).toBe(sg1.ukwrap.box);
    expect(hex(await openWrap(seeker, opener, wrap))).toBe(hex(uk));
  });

  test('another method, profile, generation, person, place or salt is refused', async () => {
    const wrap = await sealWrap(seeker, opener, 1, uk);
    const other: [() => unknown, string][] = [
      [() => openWrap(seeker, { ...opener, method: 'rc' }, wrap), 'wrap'], [() => openWrap(seeker, opener, { ...wrap, kdf: 2 }), 'wrap'], [() => openWrap(seeker, opener, { ...wrap, gen: 2 }), 'box'],
      [() => openWrap(staff, opener, wrap), 'box'], [() => openWrap({ ...seeker, origin: 'https://other.example' }, opener, wrap), 'box'],
      [() => openWrap(seeker, { ...opener, x: bytes('00 x 16') }, wrap), 'box'], [() => openWrap(seeker, opener, { ...wrap, wrap: '!' as never }), 'wrap'],
    ];
    for (const [attempt, check] of other) expect(await refusal(attempt)).toBe(check);
  });

  const { gens } = readAs('box', keyringShape, sg1.keyring_staff.json);
  interface Case { what: string; refuse: string | null; method: 'pw' | 'rc' | 'prf'; gen: number; credential: string | null }

  test.each(sg1.checks.wraps as Case[])('generation: $what', async ({ refuse, method, gen, credential }) => {
    expect(await refusal(() => checkGen(gens, method, gen, credential))).toBe(refuse);
  });

  test('an account without a password takes no password wrap', async () => {
    const gens = { pw: null, rc: 1, prf: {} };
    for (const gen of [1, null as never]) expect(await refusal(() => checkGen(gens, 'pw', gen))).toBe('wrap');
    expect(await refusal(() => checkGen(gens, 'prf', undefined as never, 'AQID'))).toBe('wrap');
  });

  test('what is no user key of 32 bytes is refused', async () => {
    for (const length of [0, 31, 33]) expect(await refusal(async () => openWrap(seeker, opener, await sealWrap(seeker, opener, 1, random(length))))).toBe('wrap');
  });
});

test('the tab blob (PROTOCOL 2.9.3)', async () => {
  const { tab } = sg1, key = bytes(tab.k_tab), handle = bytes(tab.session_handle);
  expect(hex(await hkdf(key, 'sg1/tab-id', 16))).toBe(tab.tab_id);
  const context = ad('sg1/tab', origin, agency, seeker.uid, handle);
  expect(await Promise.all([seeker, staff].map(async (owner) => hex(await sealBox(key, ad('sg1/tab', origin, agency, owner.uid, handle), pad(utf8(tab.json)), bytes(tab.salt)))))).toContain(tab.box);
  expect(writeJson(readJson(tab.json))).toBe(tab.json);
  expect(b64(context)).not.toBe('');
});
