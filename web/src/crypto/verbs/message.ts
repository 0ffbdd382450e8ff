// Writing in a case: a message or a note, sealed once per id (PROTOCOL 2.6).
import { nextOf } from '../history';
import { checkText, type Content, type Head } from '../message';
import { Refused, type Answer, type Argument } from '../verbs';
import type { NewMessage, Role } from '../wire';
import { attachedTo } from './attachment';
import { now, sealedAndOpened } from './enquiry';
import { channelOf, notesKey } from './held';
import { chainOf, handOutVault, ownRecord, personOf, type Held, type Person, type State } from './person';

/** Staff write as counsellors where they are ones. */
const roleOf = (roles: Role[]): Role => {
  const role = roles.includes('counsellor') ? 'counsellor' : roles[0];
  if (!role) throw new Refused('state'); // kill: Message.role-of-state
  return role;
};

export async function message(state: State, a: Argument<'message'>): Promise<Answer<'message'>> {
  const person = personOf(state), held = person.cases.get(a.case);
  if (!held?.opened) throw new Refused('state'); // kill: Message.not-open
  checkText(a.text); // kill: Message.message-asks-text
  if (a.text.trim() === '') throw new Refused('text'); // kill: Message.message-text
  const pending = a.kind === 'message' ? held.pending : [], next = nextOf([...held.log[a.kind], ...pending], person.uid, held.from[a.kind]);
  if (!next) throw new Refused('older'); // kill: Message.message-older
  const before = held.sealed.get(a.id);
  const named = (a.files ?? []).join();
  if (before && (before.text !== a.text || before.files !== named || before.answer.kind !== a.kind)) throw new Refused('state'); // kill: Message.same-id
  if (before && before.answer.author_seq === next.author_seq) return before.answer;
  const answer = await sealOwn(person, held, a, next);
  held.sealed.set(a.id, answer);
  return answer.answer;
}

async function sealOwn(person: Person, held: Held, a: Argument<'message'>, next: { author_seq: number; prev_hash: string }) {
  const staff = person.realm === 'staff', record = await ownRecord(person);
  if (staff !== (record !== null) || (a.kind === 'note' && (!staff || a.files?.length))) throw new Refused('state'); // kill: Message.seal-own-state
  const { channel, key } = await channelOf(person, held, a.kind);
  const role = record ? roleOf(record.roles) : 'seeker';
  const head: Head = { id: a.id, epoch: held.epoch, author: person.uid, role, ...next, kind: a.kind };
  const content: Content = { v: 1, ts: now(), lang: a.lang, mseq: staff ? chainOf(person).current.body.seq : null, text: a.text, files: attachedTo(person, a.case, a.files ?? []), reply: null };
  const { box, hash } = await sealedAndOpened(key, channel, head, content, staff ? person.keyring.sig : null);
  const answer: NewMessage = { id: a.id, epoch: held.epoch, role, ...next, kind: a.kind, box, files: a.files ?? [] };
  return { text: a.text, lang: a.lang, files: (a.files ?? []).join(), answer, entry: { order: 0, author: person.uid, seq: next.author_seq, hash, accepted: true, id: a.id } };
}

/** The server has it: the next one follows on it. A held one (order 0) has no place yet. */
export async function sent(state: State, a: Argument<'sent'>): Promise<Answer<'sent'>> {
  const person = personOf(state), held = person.cases.get(a.case), made = held?.sealed.get(a.message.id);
  if (!held || !made || !Number.isSafeInteger(a.message.order)) throw new Refused('state'); // kill: Message.sent-state
  const { kind } = made.answer;
  held.sealed.delete(a.message.id);
  if (a.message.order === 0 && kind === 'message') {
    held.pending.push(made.entry);
    return { vault: null };
  }
  const log = held.log[kind], key = kind === 'note' ? await notesKey(person, a.case) : a.case;
  log.push({ ...made.entry, order: a.message.order });
  log.sort((x, y) => x.order - y.order);
  // Something may have come in between that nobody has read yet.
  if (a.message.order !== (person.vault.seen[key] ?? 0) + 1) return { vault: null };
  person.vault.seen[key] = a.message.order;
  return { vault: await handOutVault(person) };
}

/** Nobody else has seen it: its number is free again, and its id for another text. */
export async function takenBack(state: State, a: Argument<'takenBack'>): Promise<Answer<'takenBack'>> {
  const held = personOf(state).cases.get(a.case);
  if (!held) throw new Refused('state'); // kill: Message.taken-back-state
  held.pending = held.pending.filter(({ id }) => id !== a.id);
  held.sealed.delete(a.id);
  return {};
}
