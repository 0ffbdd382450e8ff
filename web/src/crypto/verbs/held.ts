// A case whose keys are at hand: from one's own copy, with the profile that was sealed under them and what the vault has pinned of both.
import { ad, b64, unb64, type Bytes } from '../bytes';
import { openBox, unpad } from '../box';
import { learn } from '../directory';
import { openHeld, openHistory, type ChainKeys, type ChannelKey, type History, type Reading } from '../history';
import { backAd, ckIdOf, nkIdOf, openSelf, type CaseEpoch, type CaseKeys } from '../keys';
import { sha256 } from '../primitives';
import { checkProfile, profileAd, type ProfileText } from '../profile';
import { refuseBy } from '../shape';
import { Refused, type Members, type OpenMessage, type Profile } from '../verbs';
import type { Case, Grant, Message } from '../wire';
import { chainOf, type Held, type Kind, type Person } from './person';

export const epochOf = (row: Pick<Case, 'id' | 'epoch' | 'ck_id'>): CaseEpoch =>
  refuseBy('G4', () => ({ id: unb64(row.id, 16), epoch: row.epoch, ckId: unb64(row.ck_id, 16) }));

export const channelOf = async (person: Person, held: Held, kind: 'message' | 'note'): Promise<ChainKeys> => {
  const own = await keyOf(person, held, kind, held.keys);
  if (!own) throw new Refused('state'); // kill: Held.channel-of-state
  const earlier = new Map<number, ChannelKey>();
  for (const [epoch, keys] of held.earlier) earlier.set(epoch, (await keyOf(person, held, kind, keys))!);
  return { ...own, earlier };
};

async function keyOf(person: Person, held: Held, kind: 'message' | 'note', { ck, nk }: CaseKeys): Promise<ChannelKey | null> {
  const key = kind === 'note' ? nk : ck;
  if (!key) return null;
  const keyId = kind === 'note' ? await nkIdOf(key) : await ckIdOf(key);
  return { key, channel: { label: kind === 'note' ? 'sg1/note' : 'sg1/msg', agency: person.where.agency, case: unb64(held.id), keyId } };
}

/** The key under which a vault counts the notes read: they have an order of their own. */
export const notesKey = async (person: Person, id: string): Promise<string> =>
  b64((await sha256(ad('sg1/notes', person.where.agency, unb64(id)))).slice(0, 16));

/** The key under which a vault remembers a text that E2 has refused: its order number is no key, and the count of a case goes on above it. */
export const doubtKey = async (person: Person, id: string): Promise<string> =>
  b64((await sha256(ad('sg1/refused', person.where.agency, unb64(id, 16)))).slice(0, 16));

export const newHeld = (row: Pick<Case, 'id' | 'epoch' | 'ck_id' | 'seeker'>, keys: CaseKeys): Held => ({
  id: row.id, epoch: row.epoch, ckId: row.ck_id, seeker: row.seeker, keys, earlier: new Map(), profile: null,
  log: { message: [], note: [] }, from: { message: 1, note: 1 }, opened: false, pending: [], openings: new Map(), files: new Map(), sealed: new Map(), acceptance: null,
});

/** What the vault has pinned of a case must be what the server says. */
export function checkPins(person: Person, row: Pick<Case, 'id' | 'epoch' | 'ck_id' | 'seeker'>): void {
  const pinned = person.vault.cases[row.id];
  if (pinned && (row.epoch < pinned.epoch || (row.epoch === pinned.epoch && row.ck_id !== pinned.ck_id))) throw new Refused('G4'); // kill: G4.pinned-epoch
  if (person.realm === 'seeker' && row.seeker !== person.uid && !pinned?.pin) throw new Refused('G4'); // kill: G4.whose
}

/** The keys of a case from one's own copy. Null if the server has none for us. */
export async function hold(person: Person, row: Case): Promise<Held | null> {
  checkPins(person, row); // kill: Held.hold-asks-pins
  const known = person.cases.get(row.id);
  if (known && known.ckId === row.ck_id && known.epoch === row.epoch && (row.self === null || await complete(person, known, row))) return known;
  if (row.self === null) return null;
  const keys = await openSelf(person.uk, person.owner, epochOf(row), person.realm === 'staff', refuseBy('box', () => unb64(row.self!)));
  if (keys.nk && b64(await nkIdOf(keys.nk)) !== row.nk_id) throw new Refused('G5'); // kill: G5.hold
  const held = newHeld(row, keys);
  held.earlier = await descend(person, row, keys);
  person.cases.set(row.id, held);
  return held;
}

/** The key of the epoch before, by the back-link. Refused('G7'), Refused('box'). */
export async function before(person: Person, row: Case, epoch: number, keys: CaseKeys): Promise<CaseKeys> {
  const link = row.back.find((one) => one.epoch === epoch);
  if (!link) throw new Refused('G7'); // kill: G7.no-back-link
  const open = (label: 'sg1/back' | 'sg1/back-nk', key: Bytes, box: string) => openBox(key, backAd(label, person.where, unb64(row.id, 16), epoch), refuseBy('box', () => unb64(box)));
  return { ck: await open('sg1/back', keys.ck, link.ck), nk: keys.nk && link.nk ? await open('sg1/back-nk', keys.nk, link.nk) : null };
}

/** The keys of every earlier epoch. On the way lies what the vault has pinned: a key that does not lead there is none of this case. */
export async function descend(person: Person, row: Case, from: CaseKeys): Promise<Map<number, CaseKeys>> {
  const earlier = new Map<number, CaseKeys>(), pinned = person.vault.cases[row.id];
  let keys = from;
  for (let epoch = row.epoch; epoch > 0; epoch--) {
    keys = await before(person, row, epoch, keys);
    earlier.set(epoch - 1, keys);
    if (pinned?.epoch === epoch - 1 && b64(await ckIdOf(keys.ck)) !== pinned.ck_id) throw new Refused('G4'); // kill: G4.descent
  }
  return earlier;
}

/** Nothing is offered that the server may not have, and staff have the key of its notes: an enquiry that was only looked at here may have been taken over in another tab. */
const complete = async (person: Person, { acceptance, keys }: Held, row: Case): Promise<boolean> =>
  acceptance === null && (person.realm === 'seeker' || (keys.nk !== null && b64(await nkIdOf(keys.nk)) === row.nk_id));

/** Opens a case of the pool by its intake grant (acceptance.ts); a seeker's worker has none. */
export type FromPool = (person: Person, row: Case, grant: Grant) => Promise<{ held: Held }>;

/** P1 and P2. The seeker's own pin key is the one in the keyring; staff have pinned it when they took the case. */
export async function openProfile(person: Person, held: Held, row: Pick<Case, 'id' | 'epoch' | 'ck_id' | 'seeker' | 'profile'>): Promise<ProfileText> {
  const place = { agency: person.where.agency, case: epochOf(row), uid: refuseBy('P1', () => unb64(row.seeker, 16)) };
  const { version, box } = row.profile;
  const source = unpad(await openBox(held.keys.ck, profileAd(place, version), refuseBy('box', () => unb64(box))));
  const pinned = person.vault.cases[row.id];
  const pin = pinned?.pin ? { pub: pinned.pin, version: pinned.profile } : null;
  const profile = await checkProfile(place, source, version, pin);
  if (own(person, row) && profile.pin.kid !== person.keyring.pin?.kid) throw new Refused('P2'); // kill: P2.open-profile
  if (version < (pinned?.profile ?? 0)) throw new Refused('P2'); // kill: P2.profile-back
  held.profile = profile;
  return profile;
}

/** A seeker's own. Another's is only shared with this account: that it may be so stands in the vault, with the pin key of that one. */
const own = (person: Person, row: Pick<Case, 'seeker'>): boolean => person.realm === 'seeker' && row.seeker === person.uid;

/** Pins key ids and the seeker's pin key. True if something is new. */
export function pinCase(person: Person, row: Case, profile: ProfileText): boolean {
  const before = person.vault.cases[row.id];
  const pins = { epoch: row.epoch, ck_id: row.ck_id, nk_id: person.realm === 'staff' ? row.nk_id : null, profile: row.profile.version, pin: own(person, row) ? null : profile.pin.pub };
  person.vault.cases[row.id] = pins;
  return JSON.stringify(before) !== JSON.stringify(pins);
}

export const shown = ({ name, age, gender, alias, lang, answers }: ProfileText): Profile => ({ name, age, gender, alias, lang, answers });

/** `empty`: with which order number it would begin if there are none. */
async function readingOf(person: Person, held: Held, kind: Kind, messages: Message[], seen: number, anyway: boolean, empty: number): Promise<Reading> {
  const first = messages.find(({ order }) => Number.isSafeInteger(order) && order > 0);
  const doubted = async (id: string) => Object.hasOwn(person.vault.seen, await doubtKey(person, id));
  const reader = { chain: chainOf(person), seeker: held.seeker, seen, doubted };
  return { ...await channelOf(person, held, kind), reader, me: person.uid, anyway, opened: held.openings, files: held.files, from: first?.order ?? empty };
}

export interface Look { kind: Kind; messages: Message[]; held?: Message[] | undefined; seen: number; anyway: boolean; last: number }

/** Opens what there is of a chain. `last`: the newest order number that the server speaks of, 0 if it names none. */
export async function history(person: Person, held: Held, a: Look): Promise<History & { held: OpenMessage[] }> {
  const reading = await readingOf(person, held, a.kind, a.messages, a.seen, a.anyway, a.last + 1);
  const result = await openHistory(reading, a.messages);
  Object.assign(held.log, { [a.kind]: result.log });
  held.from[a.kind] = result.from;
  const pending = a.held && await openHeld(reading, result, a.held);
  if (pending) held.pending = pending.log;
  for (const { id } of [...a.messages, ...a.held ?? []]) held.sealed.delete(id);
  for (const { id } of a.messages) held.pending = held.pending.filter((entry) => entry.id !== id);
  return { ...result, held: pending?.shown ?? [] };
}

export const take = (person: Person, members: Members | undefined): Promise<void> =>
  (members && person.chain ? learn(person.chain, members.manifests, members.records) : Promise.resolve());
