// New keys of a case, taking in those that somebody else has made, and sharing an earlier case with a new account (PROTOCOL 2.8.9, 2.8.12, step 4).
import type { Case as Row, Grant, NewEpoch, PersonGrant } from '../../src/crypto/wire';
import type { At, Choice, Command } from './commands';
import type { History } from './history';
import { readAll, rotated, shared, tookIn, type Case } from './model';

type On = At & { c: Case };

const rowOf = async ({ person }: Pick<At, 'person'>, id: string): Promise<{ case: Row; grants: Grant[] }> => person.call('GET', `cases/${id}`);

const counsels = ({ who }: At, c: Case): boolean => c.counsellor === who && c.confirmed && (c.state === 'taken' || c.state === 'rest' || c.state === 'closed');
const on = (h: History, list: At[], fit: (at: At, c: Case) => boolean, run: (at: On) => Promise<void>, what = ''): Choice[] =>
  list.flatMap((at) => h.model.cases.filter((c) => fit(at, c)).map((c) => ({ who: `${at.who.name} ${c.id.slice(0, 4)}${what}`, run: () => run({ ...at, c }) })));

async function newKeys(h: History, at: On): Promise<void> {
  const { person, who, c } = at, { case: row } = await rowOf(at, c.id), own: Row[] = [];
  for (const id of row.shared?.cases ?? []) {
    const of = h.model.cases.find((one) => one.id === id);
    if (of?.counsellor === who && of.state !== 'open') own.push((await rowOf(at, id)).case);
  }
  await person.call('PUT', `cases/${c.id}/epoch`, await person.ask('rotate', { case: row, shared: own }) satisfies NewEpoch);
  rotated(h.model, who, c);
  await person.read(c.id);
  readAll(h.model, who, c);
}

async function takeIn(h: History, { person, who, c }: On): Promise<void> {
  const { case: row, grants } = await rowOf({ person }, c.id), { self, vault } = await person.ask('adopt', { case: row, grants, members: await person.members() });
  await person.call('PUT', 'me/vault', vault);
  await person.call('PUT', `cases/${c.id}/self`, { epoch: row.epoch, box: self });
  tookIn(h.model, who, c);
}

/** `c` with the account of the case `to`. */
async function share(at: On, to: Case): Promise<void> {
  const { person, actor, who, c } = at, proof = await person.ask('prove', { code: actor.code });
  const { grant }: { grant: PersonGrant } = await person.ask('relink', { case: (await rowOf(at, c.id)).case, to: (await rowOf(at, to.id)).case });
  await person.call('POST', `cases/${c.id}/relink`, { to_case: to.id, grant, ...proof });
  shared(c, to, who);
}

/** `all`: everybody's pages that are signed in. */
export const keyCommands = (all: (h: History) => At[]): Command[] => [
  { name: 'new keys', rare: true, weight: 8, choices: (h) => on(h, all(h), (at, c) => c.due && counsels(at, c), (at) => newKeys(h, at)) },
  // What somebody gave who is no member any more is not believed (G6).
  { name: 'take in', rare: true, weight: 20, choices: (h) => on(h, all(h), ({ who }, c) => (c.waiting.get(who)?.by.state ?? 'left') !== 'left', (at) => takeIn(h, at)) },
  { name: 'share', rare: true, weight: 12, choices: (h) => h.model.cases.flatMap((to) => on(h, all(h), (at, c) =>
    counsels(at, c) && counsels(at, to) && c.seeker !== to.seeker && to.seeker.state === 'active' && !c.readers.has(to.seeker), (at) => share(at, to), ` with ${to.seeker.name}`)) },
];
