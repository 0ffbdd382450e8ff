// A case opened from the middle, what can still be taken back, and a case of a thousand messages.
import { beforeAll, beforeEach, describe, expect, test, vi, afterEach } from 'vitest';
import { leaves, follows, newAgency, newColleague, newId, newSeeker, read, Rows, say, signIn, takeOver, vaultOf, write, type Somebody } from '../testing';
import type { Message } from '../wire';
import { refusal } from '../vectors';

const rows = new Rows();
let lead: Somebody, ben: Somebody;
beforeAll(async () => {
  lead = await newAgency(rows);
  ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
});

let seeker: Somebody, id: string;

/** Brief, Antwort, Brief, Antwort, Brief, Brief. */
beforeEach(async () => {
  seeker = await newSeeker(rows);
  ben = await signIn(rows, 'staff', ben); // other windows of his may have stored the vault since
  id = await write(rows, seeker);
  await takeOver(rows, ben, id);
  for (const [who, text] of [[ben, 'Antwort 1'], [seeker, 'Brief 2'], [ben, 'Antwort 2'], [seeker, 'Brief 3'], [seeker, 'Brief 4']] as const) {
    await read(rows, who, id);
    await say(rows, who, id, text);
  }
});
afterEach(() => { vi.restoreAllMocks(); });

const found = () => rows.cases.get(id)!;
const states = (messages: { state: string; check?: string }[]) => messages.map(({ state, check }) => (check ? `${state} ${check}` : state));

/** Opens these messages as they are and keeps the vault. */
async function open(who: Somebody, messages: Message[], held?: Message[], notes: Message[] = []) {
  const opened = await who.ask('openCase', { case: rows.caseFor(id, who.uid), messages, notes, members: rows.members, ...(held && { held }) });
  rows.keep(who.uid, opened.vault);
  return opened;
}

describe('a window', () => {
  test('opens from anywhere, and wholly when the older ones are joined', async () => {
    for (let from = 0; from < 6; from++) {
      const fresh = await signIn(rows, 'seeker', seeker), there = await open(fresh, found().messages.slice(from));
      expect([states(there.messages), there.gap]).toEqual([Array(6 - from).fill('open'), false]);
      expect(states((await open(fresh, found().messages)).messages)).toEqual(Array(6).fill('open'));
    }
  });

  test('what was opened before is not opened again; what was changed is', async () => {
    const fresh = await signIn(rows, 'seeker', seeker), spy = vi.spyOn(crypto.subtle, 'decrypt'), window = found().messages.slice(3);
    await open(fresh, window);
    const first = spy.mock.calls.length;
    await open(fresh, window);
    const again = spy.mock.calls.length - first;
    expect([first - again, again]).toEqual([4, 1]); // three messages, the own copy of the key; each time the profile
    await open(fresh, found().messages);
    expect(spy.mock.calls.length - first - 2 * again).toBe(3);
    const other = { ...window[1]!, author_seq: 9 };
    expect(states((await open(fresh, [window[0]!, other, window[2]!])).messages)[1]).toBe('sealed box');
  });

  test('a hole in the order numbers is a gap, wherever it is', async () => {
    const all = found().messages;
    for (const [from, out] of [[0, 2], [2, 3], [3, 4]] as const) {
      const there = await open(await signIn(rows, 'seeker', seeker), all.slice(from).filter((_, i) => i + from !== out));
      expect(states(there.messages)).toEqual(Array.from({ length: 5 - from }, (_, i) => (i + from < out ? 'open' : 'unchecked E4')));
      expect(there.gap).toBe(true);
    }
  });

  test('a hole is a gap also where nobody refers to what is missing', async () => {
    await read(rows, ben, id);
    await say(rows, ben, id, 'Antwort 3');
    await say(rows, seeker, id, 'Brief 5, ohne das gelesen zu haben'); // seen: order 6
    const fresh = await signIn(rows, 'seeker', seeker), [, , , , five, six, , eight] = found().messages as Message[];
    expect(states((await open(fresh, [five!, six!, { ...eight!, order: 7 }])).messages)).toEqual(['open', 'open', 'open']);
    expect(states((await open(fresh, [five!, six!, eight!])).messages)).toEqual(['open', 'open', 'unchecked E4']);
  });

  test('one left out and the hole closed: found by its author\'s next number, or by whoever had seen it', async () => {
    const closed = (from: number, out: number) => found().messages.slice(from).filter((_, i) => i + from !== out).map((message, i) => ({ ...message, order: from + i + 1 }));
    const fresh = async () => signIn(rows, 'seeker', seeker);
    expect(states((await open(await fresh(), closed(2, 4))).messages)).toEqual(['open', 'open', 'unchecked E4']);
    expect(states((await open(await fresh(), closed(1, 3))).messages)).toEqual(['open', 'open', 'unchecked E4', 'unchecked E4']);
    // Its first message left out: there is no room for what the authors of the others have written.
    expect(states((await open(await fresh(), closed(2, 2))).messages)).toEqual(['open', 'unchecked E4', 'unchecked E4']);
    // Or there is, and nothing in the window shows it; the older ones do.
    const late = await fresh();
    expect(states((await open(late, closed(3, 3))).messages)).toEqual(['open', 'open']);
    expect(states((await open(late, [...found().messages.slice(0, 3), ...closed(3, 3)])).messages)).toEqual(['open', 'open', 'open', 'unchecked E4', 'unchecked E4']);
  });

  test('the first letter never stands in the middle, nor a message with a higher number than fits before it', async () => {
    const [first, , third] = found().messages as [Message, Message, Message];
    expect(states((await open(await signIn(rows, 'seeker', seeker), [{ ...first, order: 4 }])).messages)).toEqual(['unchecked E4']);
    expect(states((await open(await signIn(rows, 'seeker', seeker), [{ ...third, order: 2 }])).messages)).toEqual(['open']);
    const sixth = found().messages[5]!; // the fourth of its author
    expect(states((await open(await signIn(rows, 'seeker', seeker), [{ ...sixth, order: 3 }])).messages)).toEqual(['unchecked E4']);
    expect(states((await open(await signIn(rows, 'seeker', seeker), [{ ...sixth, order: 4 }])).messages)).toEqual(['open']);
  });

  test('is read only as far as it joins what was read before', async () => {
    const desk = await signIn(rows, 'staff', ben); // read up to order 4 by its own answer
    expect((await vaultOf(rows, ben)).seen[id]).toBe(4);
    const unknown = newId();
    expect(await desk.ask('positions', { cases: [id, unknown] })).toEqual({ [id]: 4, [unknown]: 0 });
    await open(desk, found().messages.slice(5));
    expect((await vaultOf(rows, ben)).seen[id]).toBe(4);
    await open(desk, found().messages.slice(4));
    expect((await vaultOf(rows, ben)).seen[id]).toBe(6);
  });

  test('who has written nothing in it opens older ones before writing', async () => {
    const desk = await signIn(rows, 'staff', ben), next = { case: id, id: newId(), text: 'Antwort 3', lang: 'de', kind: 'message' as const };
    await open(desk, found().messages.slice(4));
    expect(await refusal(() => desk.ask('message', next))).toBe('older');
    await open(desk, []);
    expect(await refusal(() => desk.ask('message', next))).toBe('older');
    await open(desk, found().messages.slice(3));
    const sealed = await desk.ask('message', next);
    expect(sealed.author_seq).toBe(3);
    rows.post(id, ben.uid, sealed);
    expect(states((await read(rows, seeker, id)).messages)).toEqual(Array(7).fill('open'));
  });

  test('of notes: the same', async () => {
    await read(rows, ben, id);
    for (const text of ['Vermerk 1', 'Vermerk 2', 'Vermerk 3']) await say(rows, ben, id, text, 'note');
    const { messages, notes } = found(), desk = await signIn(rows, 'staff', ben);
    expect(states((await open(desk, messages, [], notes.slice(1))).notes)).toEqual(['open', 'open']);
    expect(states((await open(desk, messages, [], [notes[0]!, notes[2]!])).notes)).toEqual(['open', 'unchecked E4']);
  });

  test('an author who has left: E2 is asked of what was not read, also when it was joined later', async () => {
    const vera = await newColleague(rows, lead, `Vera ${newId().slice(0, 4)}`, ['counsellor', 'intake']), other = await newSeeker(rows), theirs = await write(rows, other);
    await takeOver(rows, vera, theirs);
    await read(rows, vera, theirs);
    await say(rows, vera, theirs, 'Antwort von Vera');
    await read(rows, await newFresh(other), theirs);
    await leaves(rows, lead, vera);
    await follows(rows, ben);
    const { messages } = rows.cases.get(theirs)!, fresh = await newFresh(other);
    const there = await fresh.ask('openCase', { case: rows.caseFor(theirs, other.uid), messages, notes: [], members: rows.members });
    expect(states(there.messages)).toEqual(['open', 'open']); // it was read before she left
    const unread = rows.accounts.get(other.uid)!.body.vault; // the account as it was at the beginning: nothing read
    rows.accounts.get(other.uid)!.vault = { version: 1, box: unread };
    const back = await newFresh(other);
    expect(states((await back.ask('openCase', { case: rows.caseFor(theirs, other.uid), messages: messages.slice(1), notes: [], members: rows.members })).messages)).toEqual(['sealed E2']);
    expect(states((await back.ask('openCase', { case: rows.caseFor(theirs, other.uid), messages, notes: [], members: rows.members })).messages)).toEqual(['open', 'sealed E2']);
  });
});

const newFresh = (who: Somebody): Promise<Somebody> => signIn(rows, 'seeker', who);

describe('what can be taken back', () => {
  /** Sealed, posted, held. */
  async function hold(text: string, messageId = newId()): Promise<Message> {
    const sealed = await ben.ask('message', { case: id, id: messageId, text, lang: 'de', kind: 'message' });
    const held: Message = { ...sealed, author: ben.uid, order: 0, time: Date.now(), held_until: Date.now() + 10_000 };
    expect(await ben.ask('sent', { case: id, message: held })).toEqual({ vault: null });
    return held;
  }

  beforeEach(async () => { await read(rows, ben, id); });

  test('is shown apart, counts for what is written next, and is not read', async () => {
    const held = await hold('Halt!'), { messages } = found();
    const there = await open(ben, messages, [held]);
    expect([states(there.messages), there.held.map(({ text, order, state, mine }) => [text, order, state, mine])]).toEqual([Array(6).fill('open'), [['Halt!', 0, 'open', true]]]);
    expect((await vaultOf(rows, ben)).seen[id]).toBe(6);
    expect((await ben.ask('message', { case: id, id: newId(), text: 'Danach', lang: 'de', kind: 'message' })).author_seq).toBe(held.author_seq + 1);
    const fresh = await signIn(rows, 'staff', ben);
    expect(states((await open(fresh, messages, [held])).held)).toEqual(['open']);
    expect((await fresh.ask('message', { case: id, id: newId(), text: 'Danach', lang: 'de', kind: 'message' })).author_seq).toBe(held.author_seq + 1);
  });

  test('taken back, its number and its id are free again', async () => {
    const held = await hold('Halt!');
    await ben.ask('takenBack', { case: id, id: newId() });
    expect((await ben.ask('message', { case: id, id: newId(), text: 'x', lang: 'de', kind: 'message' })).author_seq).toBe(held.author_seq + 1);
    expect(await ben.ask('takenBack', { case: id, id: held.id })).toEqual({});
    const again = await ben.ask('message', { case: id, id: held.id, text: 'Besser gesagt', lang: 'de', kind: 'message' });
    expect([again.author_seq, again.prev_hash]).toEqual([held.author_seq, held.prev_hash]);
    expect(await refusal(() => ben.ask('message', { case: id, id: held.id, text: 'Noch anders', lang: 'de', kind: 'message' }))).toBe('state');
    await ben.ask('takenBack', { case: id, id: held.id }); // the answer to the post was lost: it had come to the server after all
    expect((await ben.ask('message', { case: id, id: held.id, text: 'Noch anders', lang: 'de', kind: 'message' })).author_seq).toBe(held.author_seq);
    expect(await refusal(() => ben.ask('takenBack', { case: newId(), id: held.id }))).toBe('state');
  });

  test('gone out, it stands in its place; what follows fits', async () => {
    const held = await hold('Geht hinaus.');
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Dazwischen.');
    found().messages.push({ ...held, order: 8, held_until: null });
    expect(states((await open(ben, found().messages)).messages)).toEqual(Array(8).fill('open'));
    await read(rows, seeker, id);
    await say(rows, seeker, id, 'Gelesen.');
    await open(ben, found().messages);
    const next = await ben.ask('message', { case: id, id: newId(), text: 'Danach.', lang: 'de', kind: 'message' }), fresh = await signIn(rows, 'staff', ben);
    await open(fresh, found().messages);
    expect((await fresh.ask('message', { case: id, id: newId(), text: 'Danach.', lang: 'de', kind: 'message' })).prev_hash).toBe(next.prev_hash);
    rows.post(id, ben.uid, next);
    expect(states((await read(rows, seeker, id)).messages)).toEqual(Array(10).fill('open'));
  });

  test('after a list without it, it counts no longer', async () => {
    const held = await hold('Anderswo zurückgeholt'), { messages } = found();
    await open(ben, messages, []);
    expect((await ben.ask('message', { case: id, id: newId(), text: 'x', lang: 'de', kind: 'message' })).author_seq).toBe(held.author_seq);
  });

  test('of somebody else, with a place, without an end, changed, repeated, out of order: not shown as open', async () => {
    const held = await hold('Halt!'), { messages } = found(), wrong: [Message, string][] = [
      [{ ...held, order: 7 }, 'sealed E4'], [{ ...held, held_until: null }, 'sealed E4'], [{ ...held, author: lead.uid }, 'sealed E4'], [{ ...held, author_seq: 9 }, 'sealed box'],
      [{ ...messages[3]!, order: 0, held_until: 1 }, 'sealed E4'], [{ ...messages[4]!, order: 0, held_until: 1 }, 'sealed E4'],
    ];
    for (const [other, state] of wrong) expect(states((await open(ben, messages, [other])).held), state).toEqual([state]);
    expect(states((await open(ben, messages.slice(0, 5), [held])).held)).toEqual(['unchecked E4']);
    expect(states((await open(ben, [...messages, { ...held, order: 0 }], [])).messages).at(-1)).toBe('sealed E4');
    const theirs = await open(await signIn(rows, 'seeker', seeker), messages, [held]);
    expect(states(theirs.held)).toEqual(['sealed E4']);
  });

  test('a note is never held', async () => {
    const sealed = await ben.ask('message', { case: id, id: newId(), text: 'Vermerk', lang: 'de', kind: 'note' });
    const stored: Message = { ...sealed, author: ben.uid, order: 1, time: Date.now(), held_until: null };
    expect((await ben.ask('sent', { case: id, message: stored })).vault).not.toBeNull();
  });
});

test('a place beyond all numbers is none', async () => {
  const { messages } = found();
  for (const order of [0, -1, 1.5, NaN, 2 ** 53]) expect(states((await open(await signIn(rows, 'seeker', seeker), [{ ...messages[0]!, order }])).messages)).toEqual(['sealed E4']);
});
