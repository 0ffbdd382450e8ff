// What a server could do to a case, and what the workers make of it.
import { beforeAll, beforeEach, describe, expect, test, vi, afterEach } from 'vitest';
import { recipient } from '../age';
import { pad, sealBox } from '../box';
import { ad, b64, unb64, utf8 } from '../bytes';
import { codeKeys, readCode } from '../code';
import { publicKey } from '../ed25519';
import { writeJson, type Json } from '../json';
import { kidOf, openSelf } from '../keys';
import { where } from '../place';
import { makeProfile, profileAd } from '../profile';
import { random, sha256 } from '../primitives';
import type { Message } from '../wire';
import { intakeGrant, letter, place, vaultOf, newAgency, newColleague, newId, newSeeker, openFromPool, read, Rows, say, signIn, takeOver, write, type Somebody } from '../testing';
import { refusal } from '../vectors';
import { openWrap } from '../wrap';

const rows = new Rows();
let lead: Somebody, ben: Somebody;
beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
});

let seeker: Somebody, id: string;

/** Letter, answer, thanks, second answer; two notes. */
beforeEach(async () => {
  seeker = await newSeeker(rows);
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  await read(rows, ben, id);
  await say(rows, ben, id, 'Erste Antwort.');
  await read(rows, seeker, id);
  await say(rows, seeker, id, 'Danke.');
  await read(rows, ben, id);
  await say(rows, ben, id, 'Zweite Antwort.');
  await say(rows, ben, id, 'Erster Vermerk.', 'note');
  await say(rows, ben, id, 'Zweiter Vermerk.', 'note');
});
afterEach(() => { vi.restoreAllMocks(); });

const found = () => rows.cases.get(id)!;
const states = (messages: { state: string; check?: string }[]) => messages.map(({ state, check }) => (check ? `${state} ${check}` : state));
const flipped = (box: string): Message['box'] => {
  const bytes = unb64(box);
  bytes[bytes.length - 1]! ^= 1;
  return b64(bytes) as Message['box'];
};
const storedVault = (who: Somebody) => rows.accounts.get(who.uid)!.vault;

describe('reading', () => {
  test('one byte of a stored message changed: that one is shown as sealed, all others are readable, and writing goes on', async () => {
    for (const at of [0, 1, 2, 3]) {
      const [fresh, desk] = [await signIn(rows, 'seeker', seeker), await signIn(rows, 'staff', ben)], stored = found().messages[at]!.box;
      found().messages[at]!.box = flipped(stored);
      for (const who of [fresh, desk]) {
        const there = await read(rows, who, id);
        expect(states(there.messages)).toEqual([0, 1, 2, 3].map((i) => (i === at ? 'sealed box' : 'open')));
        expect(there.gap).toBe(false);
        expect(there.messages[at]!.text).toBe('');
      }
      found().messages[at]!.box = stored;
    }
    found().messages[3]!.box = flipped(found().messages[3]!.box);
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Ich kann die letzte Antwort nicht lesen.');
    const back = await read(rows, ben, id);
    expect(states(back.messages)).toEqual(['open', 'open', 'open', 'sealed box', 'open']);
  });

  test('one left out: a gap; what follows opens only by a deliberate step, unchecked, and does not count as read', async () => {
    const fresh = await signIn(rows, 'seeker', seeker), all = [...found().messages];
    const before = storedVault(seeker), counted = (await vaultOf(rows, seeker)).seen[id];
    found().messages = [all[0]!, all[2]!, all[3]!];
    const there = await read(rows, fresh, id);
    expect([states(there.messages), there.gap]).toEqual([['open', 'unchecked E4', 'unchecked E4'], true]);
    expect(there.messages.map(({ text }) => text)).toEqual([letter.text, '', '']);
    const anyway = await read(rows, fresh, id, true);
    expect(states(anyway.messages)).toEqual(['open', 'unchecked E4', 'unchecked E4']);
    expect(anyway.messages.map(({ text }) => text)).toEqual([letter.text, 'Danke.', 'Zweite Antwort.']);
    expect([storedVault(seeker), counted]).toEqual([before, 3]);
    found().messages = all;
    expect(states((await read(rows, fresh, id)).messages)).toEqual(['open', 'open', 'open', 'open']);
    expect((await vaultOf(rows, seeker)).seen[id]).toBe(4);
  });

  test('what was read is counted, notes by themselves; who took the case has pinned its keys and the seeker\'s', async () => {
    await read(rows, ben, id);
    const notes = b64((await sha256(ad('sg1/notes', unb64(place.agency), unb64(id)))).slice(0, 16)), vault = await vaultOf(rows, ben);
    expect([vault.seen[id], vault.seen[notes]]).toEqual([4, 2]);
    expect(vault.cases[id]).toMatchObject({ epoch: 0, ck_id: found().row.ck_id, nk_id: found().row.nk_id, profile: 1, pin: expect.any(String) });
    expect((await vaultOf(rows, seeker)).cases[id]).toEqual({ epoch: 0, ck_id: found().row.ck_id, nk_id: null, profile: 1, pin: null });
  });

  test('a tampered message stands for one unknown predecessor and for no second', async () => {
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Dritter Brief.');
    await read(rows, ben, id);
    await say(rows, ben, id, 'Dritte Antwort.');
    const all = found().messages; // Brief, Antwort, Brief, Antwort, Brief, Antwort
    // The server gives the order numbers: it closes the hole that is left.
    found().messages = [{ ...all[0]!, box: flipped(all[0]!.box) }, all[1]!, all[2]!, { ...all[3]!, box: flipped(all[3]!.box) }, { ...all[5]!, order: 5 }];
    const there = await read(rows, await signIn(rows, 'seeker', seeker), id);
    expect(states(there.messages)).toEqual(['sealed box', 'open', 'open', 'sealed box', 'open']);
    found().messages = [{ ...all[0]!, box: flipped(all[0]!.box) }, { ...all[2]!, order: 2 }, { ...all[3]!, order: 3 }];
    expect((await read(rows, await signIn(rows, 'seeker', seeker), id)).gap).toBe(true);
  });

  test('repeated, moved, given to another author, role, kind, number or predecessor: nothing of it opens', async () => {
    const all = [...found().messages], [first, answer] = [all[0]!, all[1]!];
    const attempts: [Message[], string[]][] = [
      [[first, answer, { ...answer, order: 3 }], ['open', 'open', 'sealed E4']],
      [[first, { ...answer, author: lead.uid }], ['open', 'sealed box']],
      [[first, { ...answer, role: 'lead' }], ['open', 'sealed box']],
      [[first, { ...answer, kind: 'note' }], ['open', 'sealed box']],
      [[first, { ...answer, author_seq: 2 }], ['open', 'sealed box']],
      [[first, { ...answer, prev_hash: b64(new Uint8Array(32)) }], ['open', 'sealed box']],
      [[first, { ...answer, id: newId() }], ['open', 'sealed box']],
      [[first, { ...answer, epoch: 1 }], ['open', 'sealed box']],
      [[{ ...answer, order: 1 }, { ...first, order: 2 }], ['unchecked E4', 'unchecked E4']],
      [[{ ...first, order: 2 }, { ...answer, order: 1 }], ['unchecked E4', 'sealed E4']],
    ];
    for (const [messages, expected] of attempts) {
      found().messages = messages;
      expect(states((await read(rows, await signIn(rows, 'seeker', seeker), id)).messages)).toEqual(expected);
    }
    found().messages = all;
  });

  test('a note never opens for the seeker, in whatever dress it comes', async () => {
    const note = found().notes[0]!;
    const there = await seeker.ask('openCase', { case: rows.caseFor(id, seeker.uid), messages: [], notes: found().notes, members: rows.members, anyway: true });
    expect(there.notes).toEqual([]);
    for (const dressed of [note, { ...note, kind: 'message' as const }]) {
      const shown = await seeker.ask('openCase', { case: rows.caseFor(id, seeker.uid), messages: [dressed], notes: [], members: rows.members, anyway: true });
      expect(states(shown.messages)).toEqual(['sealed box']);
      expect(JSON.stringify(shown)).not.toContain('Vermerk');
    }
  });

  test('a message shown as a note and a note shown as a message are refused at the desk too', async () => {
    const there = await ben.ask('openCase', { case: rows.caseFor(id, ben.uid), messages: found().notes, notes: found().messages, members: rows.members, anyway: true });
    expect(new Set([...states(there.messages), ...states(there.notes)])).toEqual(new Set(['sealed box']));
  });

  test('the sender\'s time is shown within half an hour of the server\'s, else the server\'s with a mark', async () => {
    const [first, answer] = found().messages as [Message, Message];
    first.time -= 29 * 60_000;
    answer.time -= 31 * 60_000;
    const there = await read(rows, await signIn(rows, 'seeker', seeker), id);
    expect(there.messages.slice(0, 2).map(({ exact }) => exact)).toEqual([true, false]);
    expect(there.messages[1]!.at).toBe(answer.time);
  });

  test('without the author\'s record nothing of hers counts; with it all is there', async () => {
    const fresh = await signIn(rows, 'seeker', seeker), row = rows.caseFor(id, seeker.uid), nothing = { manifests: [], records: [] };
    const blind = await fresh.ask('openCase', { case: row, messages: found().messages, notes: [], members: nothing });
    expect(states(blind.messages).filter((state) => state === 'sealed E1').length).toBe(2);
    const wanted = await fresh.ask('wanted', { case: row, messages: found().messages });
    expect(wanted.records.length).toBe(1);
    const members = { manifests: wanted.seqs.map((seq) => rows.manifests[seq - 1]!), records: rows.records };
    expect(await fresh.ask('wanted', { case: row, messages: found().messages, members })).toEqual({ seqs: [], records: [], newer: false });
    expect(states((await fresh.ask('openCase', { case: row, messages: found().messages, notes: [], members })).messages)).toEqual(['open', 'open', 'open', 'open']);
  });
});

describe('what a row says about a case', () => {
  test('another key id, an older epoch, another seeker: refused by G4; another note key by G5', async () => {
    const row = rows.caseFor(id, seeker.uid), open = { messages: [], notes: [], members: rows.members };
    for (const other of [{ ck_id: b64(new Uint8Array(16)) }, { seeker: ben.uid }]) expect(await refusal(() => seeker.ask('openCase', { case: { ...row, ...other }, ...open }))).toBe('G4');
    const desk = await signIn(rows, 'staff', ben);
    expect(await refusal(() => desk.ask('openCase', { case: { ...rows.caseFor(id, ben.uid), nk_id: b64(new Uint8Array(16)) }, ...open }))).toBe('G5');
  });

  test('the own copy of another case opens nothing, and one bad case does not break the list', async () => {
    const other = await write(rows, seeker), desk = await signIn(rows, 'seeker', seeker);
    const list = await desk.ask('cases', { cases: [
      { ...rows.caseFor(id, seeker.uid), self: rows.caseFor(other, seeker.uid).self }, rows.caseFor(other, seeker.uid), { ...rows.caseFor(id, seeker.uid), id: newId(), self: null },
    ].map((row) => ({ case: row, grant: null })) });
    expect(list.map(({ state, check }) => [state, check])).toEqual([['sealed', 'box'], ['open', undefined], ['no-access', undefined]]);
  });

  test('a profile of another case or version is not shown, and its key never taken', async () => {
    const other = await write(rows, seeker, { ...letter, name: 'Mond' });
    const there = await ben.ask('openCase', { case: { ...rows.caseFor(id, ben.uid), profile: rows.caseFor(other, seeker.uid).profile }, messages: [], notes: [], members: rows.members });
    expect([there.profile, there.refused]).toEqual([null, 'box']);
    const older = await ben.ask('openCase', { case: { ...rows.caseFor(id, ben.uid), profile: { ...found().row.profile, version: 0 } }, messages: [], notes: [], members: rows.members });
    expect([older.profile, older.refused]).toEqual([null, 'box']);
    expect((await read(rows, ben, id)).profile?.name).toBe('Sonne');
  });
});

describe('writing', () => {
  const message = (text: string, id_ = newId(), kind: 'message' | 'note' = 'message') => ({ case: id, id: id_, text, lang: 'de', kind });

  test('the same id gives the same message, another text under it is refused', async () => {
    await read(rows, seeker, id);
    const one = message('Noch etwas.'), sealed = await seeker.ask('message', one);
    expect(await seeker.ask('message', one)).toBe(sealed);
    expect(await refusal(() => seeker.ask('message', { ...one, text: 'Etwas anderes.' }))).toBe('state');
    expect((await seeker.ask('message', message('Noch etwas.'))).box).not.toBe(sealed.box);
  });

  test('when another window has written meanwhile, the number moves on and the id stays', async () => {
    await read(rows, seeker, id);
    const one = message('Noch etwas.'), sealed = await seeker.ask('message', one), window = await signIn(rows, 'seeker', seeker);
    await read(rows, window, id);
    await say(rows, window, id, 'Aus dem anderen Fenster.');
    const { messages } = found();
    await seeker.ask('openCase', { case: rows.caseFor(id, seeker.uid), messages, notes: [], members: rows.members });
    const again = await seeker.ask('message', one);
    expect([again.id, again.author_seq]).toEqual([sealed.id, sealed.author_seq + 1]);
  });

  test('empty, too long, half a character: refused as typed', async () => {
    await read(rows, seeker, id);
    for (const text of ['', ' \n ', 'x'.repeat(50_001), '€'.repeat(50_001), 'halb \ud83e']) expect(await refusal(() => seeker.ask('message', message(text)))).toBe('text');
    const full = await seeker.ask('message', message('€'.repeat(50_000)));
    expect(unb64(full.box).length).toBeLessThanOrEqual(192 * 1024);
  });

  test('a seeker writes no note, and nobody writes in a case that was not opened', async () => {
    await read(rows, seeker, id);
    expect(await refusal(() => seeker.ask('message', message('Vermerk', newId(), 'note')))).toBe('state');
    const fresh = await signIn(rows, 'seeker', seeker);
    expect(await refusal(() => fresh.ask('message', message('Ungelesen')))).toBe('state');
  });

  test.each(['encrypt', 'decrypt', 'deriveBits', 'importKey', 'digest'] as const)('an exception in %s: nothing is returned, and nothing of the text is in the error', async (name) => {
    await read(rows, seeker, id);
    vi.spyOn(crypto.subtle, name).mockRejectedValue(new Error('Geheimnis'));
    const attempt = seeker.ask('message', message('Geheimnis'));
    await expect(attempt).rejects.toThrow(/^(seal|box)$/);
    vi.restoreAllMocks();
    expect((await seeker.ask('message', message('Es geht wieder.'))).author_seq).toBe(3);
  });

  test('a box that does not open again is never handed out', async () => {
    await read(rows, seeker, id);
    const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
    vi.spyOn(crypto.subtle, 'encrypt').mockImplementation(async (algorithm, key, data) => {
      const bytes = new Uint8Array(await encrypt(algorithm, key, data));
      bytes[0]! ^= 1;
      return bytes.buffer;
    });
    expect(await refusal(() => seeker.ask('message', message('Verfälscht')))).toBe('box');
  });
});

describe('taking over', () => {
  let open: string;
  beforeEach(async () => { open = await write(rows, seeker); });

  test('the grant of another enquiry, or one that a server could have made, is refused', async () => {
    const row = rows.caseFor(open, ben.uid), other = await write(rows, seeker), { messages } = rows.cases.get(open)!;
    expect(await refusal(() => ben.ask('openEnquiry', { case: row, grant: intakeGrant(rows, other), messages, members: rows.members }))).toBe('G4');
    expect(await refusal(() => ben.ask('openEnquiry', { case: { ...row, seeker: ben.uid }, grant: intakeGrant(rows, open), messages, members: rows.members }))).toBe('G6');
    const broken = { ...intakeGrant(rows, open), file: flipped(intakeGrant(rows, open).file) };
    expect(await refusal(() => ben.ask('openEnquiry', { case: row, grant: broken, messages, members: rows.members }))).toBe('G3');
  });

  test('nobody accepts what they have not opened, and no seeker accepts', async () => {
    expect(await refusal(() => ben.ask('accept', { case: open }))).toBe('state');
    await read(rows, seeker, open);
    expect(await refusal(() => seeker.ask('accept', { case: open }))).toBe('state');
    expect(await refusal(() => seeker.ask('confirm', { case: { ...rows.caseFor(open, seeker.uid), nk_id: newId() } }))).toBe('state');
  });

  test('a profile under the case key, signed by another pin key than one\'s own, is not one\'s own', async () => {
    const session = rows.session(seeker.uid, 'rc'), owner = { ...where(place), uid: unb64(seeker.uid) }, row = rows.caseFor(id, seeker.uid);
    const { kek } = await codeKeys(owner, 'seeker', await readCode(seeker.code));
    const uk = await openWrap(owner, { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, session.wrap!), at = { id: unb64(id), epoch: 0, ckId: unb64(row.ck_id) };
    const { ck } = await openSelf(uk, owner, at, false, unb64(row.self!)), seed = random(32);
    const rcpt = await recipient(random(32)), by = { agency: owner.agency, case: at, uid: owner.uid };
    const forged = await makeProfile(by, { ...letter, alias: null }, rcpt, { kid: await kidOf(publicKey(seed)), seed: b64(seed) });
    found().row.profile = { version: 2, box: b64(await sealBox(ck, profileAd(by, 2), pad(utf8(writeJson(forged as Json))))) as Message['box'] };
    const fresh = await signIn(rows, 'seeker', seeker);
    expect((await read(rows, fresh, id)).refused).toBe('P2');
  });

  test('nothing is stored that was not made here, under no number', async () => {
    await read(rows, seeker, id);
    const made = await seeker.ask('message', { case: id, id: newId(), text: 'Ja.', lang: 'de', kind: 'message' }), message: Message = { ...made, author: seeker.uid, order: 5, time: 0, held_until: null };
    expect(await refusal(() => seeker.ask('sent', { case: id, message: { ...message, id: newId() } }))).toBe('state');
    expect(await refusal(() => seeker.ask('sent', { case: id, message: { ...message, order: 4.5 } }))).toBe('state');
    await seeker.ask('sent', { case: id, message });
  });

  test('a case of which one has no copy is not there', async () => {
    expect(await refusal(() => read(rows, lead, id))).toBe('state');
  });

  test('what lies in the pool is not yet a case of one\'s own, and the key of a role is not the key of a case', async () => {
    await openFromPool(rows, ben, open);
    expect(await refusal(() => read(rows, ben, open))).toBe('state');
    const key = rows.keyGrants.find(({ to_uid }) => to_uid === ben.uid)!;
    expect(await refusal(() => ben.ask('openEnquiry', { case: rows.caseFor(open, ben.uid), grant: key, messages: [], members: rows.members }))).toBe('G2');
  });

  test('what was pinned when it was taken is asked again before it is looked at in the pool, and before it is confirmed', async () => {
    const other = { ...rows.caseFor(id, ben.uid), ck_id: rows.caseFor(open, ben.uid).ck_id };
    expect(await refusal(() => ben.ask('openEnquiry', { case: other, grant: intakeGrant(rows, open), messages: [], members: rows.members }))).toBe('G4');
    expect(await refusal(() => ben.ask('confirm', { case: other }))).toBe('G4');
  });

  test('nothing to confirm: no copy, or no note key', async () => {
    await openFromPool(rows, ben, open);
    const row = rows.caseFor(open, ben.uid), { nk_id, self } = await ben.ask('accept', { case: open });
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, nk_id } }))).toBe('state');
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, self } }))).toBe('state');
  });

  test('a message that does not open as it was sealed is not handed out', async () => {
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    await read(rows, seeker, id);
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a)), at = new TextDecoder('latin1').decode(bytes).indexOf('wie ein Wort');
      if (at > 0) bytes[at]! ^= 1;
      return bytes.buffer;
    });
    expect(await refusal(() => seeker.ask('message', { case: id, id: newId(), text: 'wie ein Wort', lang: 'de', kind: 'message' }))).toBe('seal');
  });

  test('an own copy that comes back with another note key is not handed out', async () => {
    await openFromPool(rows, ben, open);
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a));
      if (bytes.length === 64) bytes[40]! ^= 1;
      return bytes.buffer;
    });
    expect(await refusal(() => ben.ask('accept', { case: open }))).toBe('seal');
  });

  test('asked again it is the same acceptance; opened anew from the pool it has a new note key', async () => {
    await openFromPool(rows, ben, open);
    const first = await ben.ask('accept', { case: open });
    expect(await ben.ask('accept', { case: open })).toBe(first);
    expect(first.grants.map(({ role }) => role)).toEqual(['continuity']);
    await openFromPool(rows, ben, open);
    expect((await ben.ask('accept', { case: open })).nk_id).not.toBe(first.nk_id);
  });

  test('a stored copy that does not open, or holds other keys, is not confirmed', async () => {
    await openFromPool(rows, ben, open);
    const { nk_id, self } = await ben.ask('accept', { case: open }), row = { ...rows.caseFor(open, ben.uid), nk_id, state: 'taken' as const, counsellor: ben.uid };
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, self: flipped(self) } }))).toBe('box');
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, self: rows.caseFor(id, ben.uid).self } }))).toBe('box');
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, self, nk_id: b64(new Uint8Array(16)) } }))).toBe('G5');
    expect(await refusal(() => ben.ask('confirm', { case: { ...row, self: null } }))).toBe('state');
    expect((await ben.ask('confirm', { case: { ...row, self } })).vault.version).toBe(storedVault(ben).version + 1);
    rows.keep(ben.uid, await ben.ask('refreshed', { vault: storedVault(ben) }).then(({ vault }) => vault));
  });

  test('a colleague without the intake key opens nothing from the pool', async () => {
    const vera = await newColleague(rows, lead, 'Vera', ['counsellor']);
    expect(await refusal(() => openFromPool(rows, vera, open))).toBe('G3');
  });
});
