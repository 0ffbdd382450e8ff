// A reload that goes on without the password (PROTOCOL 2.9.3): what a tab leaves behind, and what opens it again.
import { b64, unb64, type Bytes } from '../bytes';
import { checkText } from '../message';
import { random } from '../primitives';
import { refuseBy } from '../shape';
import { openTab, openWhere, readTabKey, sealTab, sealWhere, tabIdOf, type TabPlace, type TabText } from '../tab';
import { Refused, type Answer, type Argument, type OpenedTab } from '../verbs';
import type { Session, Tab } from '../wire';
import { personOf, type Person, type State } from './person';

const mostWhere = 200;

const placeOf = (owner: TabPlace['owner'], handle: string): TabPlace => ({ owner, handle: refuseBy('wrap', () => unb64(handle, 16)) });

/** What the page knows to be stored by now; the worker sends nothing, so it does not know. */
function learnStored(person: Person, stored: { keyring: number; vault: number } | undefined): void {
  if (!stored) return;
  if (stored.keyring > person.keyringVersion || stored.vault > person.vaultVersion) throw new Refused('state'); // kill: Tab.learn-stored-state
  person.keyringStored = Math.max(person.keyringStored, stored.keyring);
  person.vaultStored = Math.max(person.vaultStored, stored.vault);
}

async function sealed(person: Person, key: Bytes, where: string | null): Promise<{ id: string; tab: Tab }> {
  if (where !== null) checkText(where); // kill: Tab.sealed-asks-text
  if (where !== null && where.length > mostWhere) throw new Refused('text'); // kill: Tab.sealed-text
  const place = placeOf(person.owner, person.handle), { uk, keyringStored: keyring, vaultStored: vault } = person;
  const box = await sealTab(key, place, { v: 1, uk: b64(uk), keyring, vault, mseq: person.chain?.current.body.seq ?? 0 });
  return { id: b64(await tabIdOf(key)), tab: { box, where: where === null ? null : await sealWhere(key, place, where) } };
}

export async function tab(state: State, a: Argument<'tab'>): Promise<Answer<'tab'>> {
  const person = personOf(state), key = random(32);
  learnStored(person, a.stored); // kill: Tab.tab-asks-learn-stored
  const made = await sealed(person, key, a.where);
  person.tabKey = key;
  return { key: b64(key), ...made };
}

export async function where(state: State, a: Argument<'where'>): Promise<Answer<'where'>> {
  const person = personOf(state);
  if (!person.tabKey) throw new Refused('state'); // kill: Tab.where-state
  learnStored(person, a.stored); // kill: Tab.where-asks-learn-stored
  return sealed(person, person.tabKey, a.where);
}

export async function tabId(_: State, { key }: Argument<'tabId'>): Promise<Answer<'tabId'>> {
  return { id: b64(await tabIdOf(readTabKey(key))) };
}

/** What a tab had left: the user key, with what may not be older now, and where the page was. */
export async function reopened(owner: TabPlace['owner'], session: Session, { key: text, tab }: OpenedTab): Promise<{ uk: Bytes; left: TabText; where: string | null }> {
  const key = readTabKey(text), place = placeOf(owner, session.handle), left = await openTab(key, place, tab.box);
  return { uk: unb64(left.uk), left, where: tab.where === null ? null : await openWhere(key, place, tab.where) };
}
