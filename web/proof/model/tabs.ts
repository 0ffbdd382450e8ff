// What a page leaves for its own reload lies in the server's memory, not in a row: there the server itself is played, which gives one page what another has left.
import type { Session, Tab } from '../../src/crypto/wire';
import type { Outcome } from './copied';
import type { Insider } from './insider';
import { verdictOf, type Scene } from './scene';

interface Left { person: Insider; key: string; tab: Tab }

async function leave(scene: Scene, who: string): Promise<Left> {
  const person = await scene.signedIn(who), { key, id, tab } = await person.ask('tab', { where: 'here' });
  await person.call('PUT', `session/tabs/${id}`, tab);
  return { person, key, tab: await person.call<Tab>('POST', `session/tabs/${id}/opening`, {}) };
}

/** A page comes back, with its own key, to what the server gives it. */
const reload = async ({ person, key }: Left, tab: Tab): Promise<void> => {
  const session = await person.call<Session>('GET', 'session');
  await person.ask('missing', { ...person.place, session, tab: { key, tab } });
};

export async function playTabs(scene: Scene, outcome: Outcome): Promise<void> {
  await scene.sql.restore(scene.dump);
  for (const [to, from] of [['s1', 's2'], ['s1', 's3'], ['s1', 's1'], ['karin', 'mia']] as const) {
    const own = await leave(scene, to), other = await leave(scene, from), found = await verdictOf(() => reload(own, other.tab));
    outcome.copies++;
    outcome.checks.set(found, (outcome.checks.get(found) ?? 0) + 1);
    if (found === 'box') outcome.refused++; else outcome.wrong.push(`tab: ${from} to ${to}: ${found}`);
    // The same key with the box of another session of one person: the session is in the context.
    const swapped = await verdictOf(() => reload({ ...own, key: other.key }, other.tab));
    if (swapped !== 'box') outcome.wrong.push(`tab with its key: ${from} to ${to}: ${swapped}`);
    outcome.controls++;
    const control = await verdictOf(() => reload(own, own.tab));
    if (control !== 'open') outcome.wrong.push(`tab unmoved: ${to}: ${control}`);
  }
}
