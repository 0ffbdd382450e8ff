// The list of what was picked for the next message of a case, with the keys of the files: sealed like a draft, so that it is there after a reload and on another device (spec/draft.md).
import { mostFiles, plainName } from '../attachment';
import { padme } from '../box';
import { unb64 } from '../bytes';
import { openDraft, sealDraft, type DraftPlace, type PickedText } from '../draft';
import { lengthOf } from '../file';
import { id, refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import { attachedTo } from './attachment';
import { known, learn } from './draft';
import { now } from './enquiry';
import { personOf, type Person, type State } from './person';

const listOf = (of: string) => ({ case: of, kind: 'files' as const });
const placeOf = (person: Person, of: string): DraftPlace => ({ owner: person.owner, case: refuseBy('state', () => unb64(of, 16)), kind: 'files' });

export async function sealPicked(state: State, a: Argument<'sealPicked'>): Promise<Answer<'sealPicked'>> {
  const person = personOf(state), place = placeOf(person, a.case);
  const files = attachedTo(person, a.case, a.files.map((file) => file.id), 2 * mostFiles).map((text, i) => ({ ...text, whole: a.files[i]!.whole }));
  refuseBy('state', () => id(a.id));
  if (!Number.isSafeInteger(a.version) || a.version < 1) throw new Refused('state'); // kill: Picked.seal-version
  const { box } = await sealDraft(person.uk, place, a.version, { v: 1, msg_id: a.id, files, at: now() });
  learn(person, listOf(a.case), a.id, a.version - 1); // whoever saves version n has seen n - 1 stored
  return { box };
}

/** What is whole can go with a message again; of what is not, the bytes are gone with the page that had them. */
export async function openPicked(state: State, a: Argument<'openPicked'>): Promise<Answer<'openPicked'>> {
  const person = personOf(state), list = await openDraft<PickedText>(person.uk, placeOf(person, a.case), { version: a.version, box: a.box }, (message) => known(person, listOf(a.case), message));
  learn(person, listOf(a.case), list.msg_id, a.version);
  for (const { whole, ...text } of list.files) if (whole && !person.attaching.has(text.id)) person.attaching.set(text.id, { case: a.case, text, sealing: null });
  return { id: list.msg_id, files: list.files.map(({ id: file, name, type, size, whole }) => ({ id: file, name: plainName(name, type), size, length: lengthOf(padme(size)), whole })) };
}
