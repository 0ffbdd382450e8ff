// The archive: a sealed case, opened by a holder of its key (PROTOCOL 2.8.16). Years may have passed: who wrote is judged by the directory of that day.
import { openBox } from '../box';
import { unb64, type Bytes } from '../bytes';
import { manifestAt, memberOf } from '../directory';
import { openGrant, peekGrant, type CaseGrant, type GrantContext } from '../grant';
import type { KeySeed } from '../keyring';
import { messageAd } from '../message';
import { profileAd } from '../profile';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument, type OpenMessage } from '../verbs';
import type { Case, Message } from '../wire';
import { before, channelOf, descend, epochOf, history, newHeld, openProfile, shown, take } from './held';
import { archiveSeeds } from './paper';
import { chainOf, personOf, today, type Held, type Kind, type Person, type State } from './person';
import { mseqOf, wantAuthors, wantMember, type Want } from './wanted';

/** No order number is above it: E2 asks whether an author is still there, which says nothing about a letter of years ago. */
const allRead = Number.MAX_SAFE_INTEGER;

export async function openArchive(state: State, a: Argument<'openArchive'>): Promise<Answer<'openArchive'>> {
  const person = personOf(state), row = a.case, seeds = archiveSeeds(state, person);
  state.shelf = null;
  await take(person, a.members);
  const wanted = await missing(person, seeds, a);
  if (wanted) return { wanted, profile: null, messages: [], notes: [], names: {} };
  const grant = await archiveGrantOf(person, seeds, a);
  const keys = { ck: unb64(grant.ck), nk: grant.nk === null ? null : unb64(grant.nk) }, held = newHeld(row, keys);
  held.earlier = await descend(person, row, keys);
  const profile = await openProfile(person, held, row).catch(() => null);
  const look = async (kind: Kind, messages: Message[]): Promise<OpenMessage[]> => {
    const read = (await history(person, held, { kind, messages, seen: allRead, anyway: true, last: messages.length })).shown, whole = (messages[0]?.order ?? 1) === 1;
    return whole ? read : read.map((one) => (one.state === 'open' ? { ...one, state: 'unchecked', check: 'E4' } : one)); // what came before was left out
  };
  const messages = await look('message', a.messages), notes = keys.nk ? await look('note', a.notes) : [];
  const opened = { wanted: null, profile: profile && shown(profile), messages, notes, names: await namesOf(person, held, [...a.messages, ...a.notes]) };
  state.shelf = { row, keys, earlier: held.earlier, rows: [...a.messages, ...a.notes], files: held.files, shown: opened, export: null };
  return opened;
}

/** What has to be known of the directory before grant and authors can be checked; null: nothing. The grant is only looked into, not believed. */
async function missing(person: Person, seeds: KeySeed[], a: Argument<'openArchive'>): Promise<Answer<'openArchive'>['wanted']> {
  const body = await peekGrant(seeds, fileOf(a)), into: Want = { seqs: new Set(), records: new Set(), newer: false };
  if (body?.obj !== 'case' || body.mseq === null) return null;
  await wantMember(person, body.mseq, body.by, into);
  const keys = { ck: unb64(body.ck), nk: body.nk === null ? null : unb64(body.nk) }, held = newHeld(a.case, keys);
  held.earlier = await descend(person, a.case, keys).catch(() => new Map());
  await wantAuthors(person, held, [...a.messages, ...body.nk === null ? [] : a.notes], into);
  return into.seqs.size + into.records.size > 0 ? { seqs: [...into.seqs], records: [...into.records] } : null;
}

const fileOf = ({ grant }: Argument<'openArchive'>): Bytes => refuseBy('G1', () => unb64(grant.file));

/** G1 to G9, and that staff made it: what a seeker's browser grants to the archive opens nothing here. */
async function archiveGrantOf(person: Person, seeds: KeySeed[], a: Argument<'openArchive'>): Promise<CaseGrant> {
  const row = a.case;
  const context: GrantContext = {
    agency: person.place.agency, me: person.uid, myKids: [], roleKids: { archive: seeds.map(({ kid }) => kid) }, today: today(), chain: chainOf(person), ckBefore: async (ck) => (await before(person, row, row.epoch, { ck, nk: null })).ck,
    case: { id: row.id, seeker: row.seeker, ckIds: Object.assign([], { [row.epoch]: row.ck_id }) as string[] }, opens: (ck) => opens(person, row, a.messages, ck),
  };
  const body = await openGrant(context, seeds, fileOf(a));
  if (body.obj !== 'case' || body.why !== 'archive') throw new Refused('G6'); // kill: G6.archive
  if (body.nk_id !== row.nk_id) throw new Refused('G4'); // kill: G4.archive
  return body;
}

/** Whether a key opens the profile, or a message: a key for years must open something real. */
async function opens(person: Person, row: Case, messages: Message[], ck: Bytes): Promise<boolean> {
  const place = { agency: person.where.agency, case: epochOf(row), uid: refuseBy('P1', () => unb64(row.seeker, 16)) };
  const tries = [() => openBox(ck, profileAd(place, row.profile.version), unb64(row.profile.box)), ...messages.slice(0, 3).map((message) => async () => {
    const { channel } = await channelOf(person, newHeld(row, { ck, nk: null }), 'message');
    return openBox(ck, messageAd(channel, message), unb64(message.box));
  })];
  for (const attempt of tries) if (await attempt().then(() => true, () => false)) return true;
  return false;
}

/** Who wrote what, by its id: as the record of that day names them. */
async function namesOf(person: Person, held: Held, rows: Message[]): Promise<Record<string, string>> {
  const chain = chainOf(person), names: Record<string, string> = {};
  for (const row of rows) {
    if (row.role === 'seeker') continue;
    const mseq = await mseqOf(person, held, row).catch(() => null), then = mseq === null ? null : await manifestAt(chain, mseq);
    const member = then && await memberOf(chain, then, row.author);
    if (member) names[row.id] = member.alias;
  }
  return names;
}
