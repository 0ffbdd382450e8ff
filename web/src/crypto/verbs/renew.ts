// "Somebody knows my password" (PROTOCOL 2.8.7): everything that hangs on the user key, under a new one; and what somebody likes to say or to read.
import { b64, equal, fromUtf8, unb64, utf8 } from '../bytes';
import { openBox, pad, sealBox, unpad } from '../box';
import { openDraft, sealDraft, type DraftText, type PickedText } from '../draft';
import { writeJson } from '../json';
import { newEncKey, openSelf, sealSelf } from '../keys';
import { sealVault, type Vault } from '../keyring';
import { checkText } from '../message';
import { random } from '../primitives';
import { checkProfile, makeProfile, profileAd, type ProfileText } from '../profile';
import { recipient } from '../age';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { KeyedCase, KeyedDraft, Renewal, Sealed, Versioned } from '../wire';
import { newWays } from './account';
import { checkPins, epochOf, hold, newHeld, openProfile } from './held';
import { handOutVault, personOf, type Held, type Person, type State } from './person';

/** A profile of the next version, opened again and checked before it is handed out. */
async function nextProfile(person: Person, row: Pick<KeyedCase, 'id' | 'epoch' | 'ck_id' | 'profile'>, held: Held, said: ProfileText, rcpt: string): Promise<Versioned> {
  const place = { agency: person.where.agency, case: epochOf(row), uid: person.owner.uid }, version = row.profile.version + 1;
  const json = writeJson(await makeProfile(place, said, rcpt, person.keyring.pin!)), context = profileAd(place, version);
  const box = await sealBox(held.keys.ck, context, pad(utf8(json))), again = unpad(await openBox(held.keys.ck, context, box));
  await checkProfile(place, again, version, null);
  if (fromUtf8(again) !== json) throw new Refused('seal'); // kill: Renew.profile-seal
  return { version, box: b64(box) as Sealed };
}

/** Bytes of sealed drafts that one request may take with it; the server takes 512 KiB in all. */
const roomForDrafts = 320 * 1024;

export async function renewKeys(state: State, a: Argument<'renewKeys'>): Promise<Answer<'renewKeys'>> {
  const person = personOf(state), before = person.uk;
  if (person.realm !== 'seeker' || !person.proof?.opened) throw new Refused('state'); // kill: Renew.unproved
  if ((person.keyring.gens.pw === null) !== (a.password === null)) throw new Refused('state'); // kill: Renew.known-password-stays
  const uk = random(32), enc = await newEncKey();
  const keys = { ...person, uk, keyring: { ...person.keyring, enc: [enc.seed, ...person.keyring.enc] } };
  const ways = await newWays(keys, a.password, true);
  const cases: Renewal['cases'] = [];
  for (const row of a.cases) cases.push(await renewedCase(person, row, { before, uk, rcpt: enc.rcpt }));
  const drafts = await renewedDrafts(person, a.drafts, uk);
  const vaultVersion = person.vaultVersion + 1, vault = withProfiles(person.vault, cases);
  person.renewed = { uk, keyring: ways.keyring, keyringVersion: ways.body.keyring.version, vault, vaultVersion };
  return { body: { ...ways.body, code: ways.body.code!, vault: await sealVault(uk, person.owner, vaultVersion, vault), cases, drafts }, code: ways.code!, dropped: a.drafts.length - drafts.length };
}

/** The new versions of the profiles are pinned at once: nobody shows those of before again, whose recipient somebody may know. */
function withProfiles(vault: Vault, renewed: Renewal['cases']): Vault {
  const cases = { ...vault.cases };
  for (const { id, profile } of renewed) if (profile && cases[id]) cases[id] = { ...cases[id], profile: profile.version };
  return { ...vault, cases };
}

interface Change { before: Person['uk']; uk: Person['uk']; rcpt: string }

/** The own copy under the new key; the profile with the new recipient, signed by the pin key, which stays. */
async function renewedCase(person: Person, row: KeyedCase, { before, uk, rcpt }: Change): Promise<Renewal['cases'][number]> {
  checkPins(person, row); // kill: Renew.asks-pins
  const at = epochOf(row), keys = await openSelf(before, person.owner, at, false, refuseBy('box', () => unb64(row.self)));
  const held = newHeld(row, keys), said = await openProfile(person, held, row);
  const self = await sealSelf(uk, person.owner, at, keys);
  if (!equal((await openSelf(uk, person.owner, at, false, self)).ck, keys.ck)) throw new Refused('seal'); // kill: Renew.self-seal
  return { id: row.id, epoch: row.epoch, self: b64(self) as Sealed, profile: row.seeker === person.uid ? await nextProfile(person, row, held, said, rcpt) : null };
}

/** Each at the version that it has. What cannot be opened, or has no room in the one request, is not among them, and is lost. */
async function renewedDrafts(person: Person, drafts: KeyedDraft[], uk: Person['uk']): Promise<KeyedDraft[]> {
  const kept: KeyedDraft[] = [];
  let room = roomForDrafts;
  for (const row of drafts) {
    if ((room -= row.box.length) < 0) continue;
    const place = { owner: person.owner, case: refuseBy('state', () => unb64(row.case, 16)), kind: row.kind };
    try {
      const { box } = await sealDraft(uk, place, row.version, await openDraft<DraftText | PickedText>(person.uk, place, row, () => 0));
      kept.push({ ...row, box });
    } catch { /* it could not be read before either */ }
  }
  return kept;
}

export async function renewedKeys(state: State): Promise<Answer<'renewedKeys'>> {
  const person = personOf(state), made = person.renewed;
  if (!made) throw new Refused('state'); // kill: Renew.renewed-state
  const { uk, keyring, keyringVersion, vault, vaultVersion } = made;
  Object.assign(person, { uk, keyring, keyringVersion, vault, vaultVersion, keyringStored: keyringVersion, vaultStored: vaultVersion, proof: null, renewed: null } satisfies Partial<Person>);
  return {};
}

/** What somebody likes to say about herself, in a new version of the profile. */
export async function details(state: State, a: Argument<'details'>): Promise<Answer<'details'>> {
  const person = personOf(state);
  if (person.realm !== 'seeker') throw new Refused('state'); // kill: Renew.details-state
  for (const said of [a.name, a.age ?? '', a.gender ?? '']) {
    checkText(said); // kill: Renew.details-asks-text
    if (said.length > 200) throw new Refused('text'); // kill: Renew.details-long
  }
  const held = await hold(person, a.case);
  if (!held || a.case.seeker !== person.uid) throw new Refused('state'); // kill: Renew.details-no-copy
  const said = await openProfile(person, held, a.case), rcpt = await recipient(unb64(person.keyring.enc[0]!.seed));
  return nextProfile(person, a.case, held, { ...said, name: a.name, age: a.age, gender: a.gender }, rcpt);
}

export async function speaks(state: State, { lang }: Argument<'speaks'>): Promise<Answer<'speaks'>> {
  const person = personOf(state);
  if (!/^[a-z]{2}(-[a-z]{2,8})?$/.test(lang)) throw new Refused('text'); // kill: Renew.language
  if (person.vault.lang === lang) return { vault: null };
  person.vault = { ...person.vault, lang };
  return { vault: await handOutVault(person) };
}
