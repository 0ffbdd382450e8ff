// Scenes of new keys: a case whose counsellor has made new ones for its seeker, an earlier case that was shared with a new account, and a lead who takes somebody out of the team.
import { expect, type Page } from '@playwright/test';
import { recipient } from '../../src/crypto/age';
import { unb64 } from '../../src/crypto/bytes';
import { makeGrant, peekGrant, type CaseGrant } from '../../src/crypto/grant';
import type { KeySeed } from '../../src/crypto/keyring';
import type { Case, Grant } from '../../src/crypto/wire';
import { Person, Refusal } from '../../src/demo/person';
import type { Attack, Stage } from './attack';
import { proof } from './ending';
import { Keys } from './keys';
import { answered, comesBack, seekerSecrets, typed } from './people';
import { button, byCode, listed, next, shows, type Prepared, type Scene } from './steps';
import type { World } from './world';

type Name = 'new-keys' | 'shared' | 'leaves';

/** What a seeker gets of a case: the row, and the keys that wait. */
export interface Waiting { case: Case; grants: Grant[] }

const caseOf = (person: Person, id: string): Promise<Waiting> => person.call<Waiting>('GET', `cases/${id}`);

async function rotated(person: Person, id: string): Promise<void> {
  const { case: row } = await caseOf(person, id), readers: Case[] = [];
  for (const one of row.shared?.cases ?? []) readers.push((await caseOf(person, one)).case);
  await person.call('PUT', `cases/${id}/epoch`, await person.ask('rotate', { case: row, shared: readers.filter(({ self }) => self !== null) }));
}

/** Answered, and since then under new keys: the grant of these waits for the seeker, and another answer is sealed under them. */
async function rekeyed(world: World): Promise<Prepared> {
  const prepared = await answered(world), { id } = prepared.case!, { person } = world.karin;
  await rotated(person, id);
  await person.read(id);
  await person.send(id, typed.reply, 'de');
  await person.letOut(id);
  return prepared;
}

/** The person has lost the way into the first case, written anew, and Karin has shared the first with the new account: `case` is the new one. */
async function shared(world: World): Promise<Prepared> {
  const before = await answered(world), { person } = world.karin, code = await lost(world), { id } = code;
  await person.take(id);
  await person.read(id);
  const { grant } = await person.ask('relink', { case: (await caseOf(person, before.case!.id)).case, to: (await caseOf(person, id)).case });
  await person.call('POST', `cases/${before.case!.id}/relink`, { to_case: id, grant, ...await proof(world.karin) });
  return { case: { id, name: before.case!.name, code: code.code, seeker: new Keys(code.person, 'seeker', code.code), karin: world.karin.keys }, link: before.case!.id };
}

async function lost(world: World): Promise<{ person: Person; code: string; id: string }> {
  const person = new Person(world.origin, 'kiz', 'seeker'), code = await person.register(null, null, 'de');
  return { person, code, id: await person.write({ topic: '', lang: 'de', text: typed.further, name: 'Wieder da', age: null, gender: null }) };
}

let counter = 0;

/** Somebody who held the agency's keys, had put a case back, and is stopped; `link`: the alias. */
async function stopped(world: World): Promise<Prepared> {
  const token = await world.lead.person.invite(['counsellor', 'intake']), person = new Person(world.origin, 'kiz', 'staff'), alias = `Frau W${++counter}`;
  await person.join('join', token, world.fingerprint, `weg-${counter}`, typed.staff, alias, 'de');
  await world.lead.person.admit();
  await person.refresh();
  const { id } = await lost(world);
  await person.take(id);
  await person.putBack(id);
  await world.lead.person.call('PUT', `staff/${person.uid}/state`, { state: 'stopped' });
  await world.karin.person.refresh();
  return { case: null, link: alias };
}

/** Karin's cases that who was taken out could read get new keys, as at her next look at the desk: in a later scene that would stand beside what an attack lets out. */
async function newKeys({ karin: { person } }: World): Promise<void> {
  await person.refresh();
  const { rows } = await person.call<{ rows: { id: string; marks: string[]; counsellor: string | null }[] }>('GET', 'desk');
  for (const { id } of rows.filter((row) => row.counsellor === person.uid && row.marks.includes('left'))) await rotated(person, id).catch(later);
}

/** A case that is not confirmed yet, or locked, gets none now: the desk leaves it for the next time as well. */
const later = (error: unknown): void => { if (!(error instanceof Refusal) || error.code !== 'conflict') throw error; };

async function toTeam(stage: Stage): Promise<void> {
  await byCode(stage.page, `${stage.world.origin}/kiz/desk`, 'Rückkehr-Code', stage.world.lead.code);
  await expect(stage.page.getByText(/Stand: /)).toBeVisible();
  await stage.page.getByRole('button', { name: 'Team' }).or(stage.page.getByRole('link', { name: 'Team' })).first().click();
  await expect(line(stage)).toContainText('Gestoppt');
}

const line = ({ page, link }: Stage) => page.locator('.row-line').filter({ hasText: link });
const out = 'Aus dem Team nehmen';

/** Nothing of the shared case, or of what is under new keys, is shown. */
const shut = (page: Page, ...texts: string[]): Promise<void> => texts.reduce((before, text) => before.then(() => expect(listed(page, text)).toHaveCount(0)), Promise.resolve());

export const rekeyScenes: Record<Name, Scene> = {
  'new-keys': {
    desk: false, shared: 'rekeyed', prepare: rekeyed, open: async () => undefined, act: comesBack,
    good: async ({ page }) => { for (const text of [typed.first, typed.answer, typed.reply]) await expect(listed(page, text)).toBeVisible(); }, secrets: (stage) => [...seekerSecrets(stage), typed.reply],
  },
  shared: {
    desk: false, long: true, shared: 'shared', prepare: shared, open: async () => undefined,
    act: async (stage) => {
      await comesBack(stage);
      const item = listed(stage.page, 'Frühere Nachrichten').getByRole('button', { name: 'Öffnen' }), all = button(stage.page, 'Zur Übersicht');
      await next(stage.page, item.or(all).first());
      if (await all.isVisible()) await all.click();
      await (await next(stage.page, item)).click();
    },
    good: ({ page }) => expect(listed(page, typed.answer)).toBeVisible(), secrets: seekerSecrets,
  },
  leaves: {
    desk: true, long: true, shared: 'leaves', prepare: stopped, open: toTeam,
    act: async (stage) => {
      await (await next(stage.page, line(stage).getByRole('button', { name: out }))).click();
      await stage.page.getByRole('dialog').getByRole('button', { name: out }).click();
    },
    good: ({ page, link }) => shows(page, `${link} gehört nicht mehr zum Team. Die Beratungsstelle hat neue Schlüssel.`), secrets: (s) => [typed.staff, typed.further, s.world.lead.code.replace(/-/g, '')], after: newKeys,
  },
};

/** Changes what a seeker gets of a case that waits for its new keys. */
export function onWaiting({ proxy }: Stage, change: (waiting: Waiting) => void | Promise<void>): void {
  for (const call of ['GET cases/{}', 'GET cases']) proxy.swap<Waiting & { cases?: Case[] }>(call, async (body) => { if (body.case) await change(body); });
}

/** The grant as Karin's browser could make it, changed in one thing. `signer`: who signs in her place; null: nobody. */
export async function regrant(stage: Stage, waiting: Waiting, change: (body: CaseGrant) => void | Promise<void>, signer?: KeySeed | null): Promise<void> {
  const [grant] = waiting.grants, { keyring } = await stage.case.seeker.ring(), [mine] = keyring.enc;
  const body = await peekGrant(keyring.enc, unb64(grant!.file)) as CaseGrant;
  await change(body);
  grant!.file = await makeGrant(body, signer === undefined ? await stage.case.karin.signer() : signer, await recipient(unb64(mine!.seed))) as Grant['file'];
}

/** An attack on new keys of one's own case: nothing of it is shown, and the person reads why and whom to call. */
export const onNewKeys = (id: string, title: string, aimed: Attack['aimed'], spoil: (stage: Stage, waiting: Waiting) => void | Promise<void>, more: Pick<Attack, 'long'> = {}): Attack => ({
  id, title, aimed, scene: 'new-keys', ...more, arm: (stage) => { onWaiting(stage, (waiting) => spoil(stage, waiting)); },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'], also: ({ page }) => shut(page, typed.first, typed.answer, typed.reply) },
});

/** The same with an earlier case that is shared with the account. */
export const onShared = (id: string, title: string, aimed: Attack['aimed'], spoil: (stage: Stage, waiting: Waiting) => void | Promise<void>): Attack => ({
  id, title, aimed, scene: 'shared', long: true, arm: (stage) => { onWaiting(stage, (waiting) => (waiting.case.id === stage.link ? spoil(stage, waiting) : undefined)); },
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'], also: ({ page }) => shut(page, typed.first, typed.answer) },
});

/** An attack while a lead takes somebody out of the team: no manifest goes out, and the lead reads why and whom to call. */
export const onLeaving = (id: string, title: string, aimed: Attack['aimed'], arm: Attack['arm'], says = 'refused.directory', may: string[] = []): Attack => ({
  id, title, aimed, scene: 'leaves', long: true, arm, expected: { says: [says], may: ['PUT session/tabs/{}', ...may] },
});
