// Saving what is being typed, and finding it again (spec/draft.md).
import { unb64 } from '../bytes';
import { openDraft as open, sealDraft as seal, type DraftPlace } from '../draft';
import { checkText } from '../message';
import { id, refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { DraftKind, KeptKind } from '../wire';
import { now } from './enquiry';
import { personOf, type Person, type State } from './person';

function placeOf(person: Person, a: { case: string; kind: DraftKind }): DraftPlace {
  if (a.kind === 'note' && person.realm !== 'staff') throw new Refused('state'); // kill: Draft.place-of-state
  return { owner: person.owner, case: refuseBy('state', () => unb64(a.case, 16)), kind: a.kind };
}

/** A draft is one text on its way to one message: its versions count up, and after it the next draft of that case begins at 1 again. */
const nameOf = (a: { case: string; kind: KeptKind }, message: string): string => `${a.kind} ${a.case} ${message}`;

export const known = (person: Person, a: { case: string; kind: KeptKind }, message: string): number => person.drafts.get(nameOf(a, message)) ?? 0;

export function learn(person: Person, a: { case: string; kind: KeptKind }, message: string, version: number): void {
  person.drafts.set(nameOf(a, message), Math.max(version, known(person, a, message)));
}

export async function sealDraft(state: State, a: Argument<'sealDraft'>): Promise<Answer<'sealDraft'>> {
  const person = personOf(state), place = placeOf(person, a);
  checkText(a.text); // kill: Draft.seal-draft-asks-text
  refuseBy('state', () => id(a.id));
  if (!Number.isSafeInteger(a.version) || a.version < 1) throw new Refused('state'); // kill: Draft.seal-draft-state
  const { box } = await seal(person.uk, place, a.version, { v: 1, msg_id: a.id, text: a.text, lang: a.lang, at: now() });
  // Whoever saves version n has seen n - 1 stored; whether n comes to be stored nobody here knows.
  learn(person, a, a.id, a.version - 1);
  return { box };
}

export async function openDraft(state: State, a: Argument<'openDraft'>): Promise<Answer<'openDraft'>> {
  const person = personOf(state), draft = await open(person.uk, placeOf(person, a), { version: a.version, box: a.box }, (message) => known(person, a, message));
  learn(person, a, draft.msg_id, a.version);
  return { id: draft.msg_id, text: draft.text, lang: draft.lang, at: Date.parse(draft.at) };
}
