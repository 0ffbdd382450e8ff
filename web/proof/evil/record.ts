// A scene of the agency's record: a lead whose browser knows it signs in again, and a second lead has signed it as well.
import { expect } from '@playwright/test';
import type { ChainEntry, ChainHead, LeadHead } from '../../src/crypto/wire';
import { Person } from '../../src/demo/person';
import type { Attack, Stage } from './attack';
import { byCode, press, type Prepared, type Scene } from './steps';
import { emergency, phone, type World } from './world';

/** What a browser gets of the record: entries, oldest first, and where they end. */
export interface Page { entries: ChainEntry[]; head: ChainHead; more: boolean }

/** The agency, the code of the lead who signs in, and a second lead. `signs`: what her browser would sign if the record were shown to it like this. */
interface Records { short: string; code: string; uid: string; signs(head: ChainHead): Promise<string> }

const password = 'protokollworte unter alten eschen';
let made: Promise<Records> | null = null;

/** Made once: a sign-in alters nothing but what the lead remembers. */
export const records = (world: World): Promise<Records> => made ??= make(world);

async function make(world: World): Promise<Records> {
  const { short, token } = await world.blank(), first = new Person(world.origin, short, 'staff'), second = new Person(world.origin, short, 'staff');
  const code = await first.join('setup', token, null, 'erste', password, 'Frau E.', 'de');
  const fingerprint = await first.setUp({ phone, emergency: [{ label: 'Notruf', number: emergency }] }, true);
  await second.join('join', await first.invite(['counsellor', 'lead']), fingerprint, 'zweite', password, 'Frau Z.', 'de');
  await first.admit();
  await second.refresh();
  const signs = async (head: ChainHead): Promise<string> => (await second.ask('chainSeen', { entries: [], head, anew: true, heads: [], members: { manifests: [], records: [] } })).body!;
  const head = await written(second);
  await second.call('PUT', 'audit/head', { seq: head.seq, hash: head.hash, body: await signs(head), anew: false });
  return { short, code, uid: second.uid, signs };
}

/** Where the record ends, as soon as something stands in it: it is written behind what was done. */
async function written(lead: Person): Promise<ChainHead> {
  for (;;) {
    const { head } = await lead.call<Page>('GET', 'audit?after=0');
    if (head.seq > 0) return head;
    await new Promise((go) => setTimeout(go, 100));
  }
}

const prepare = async (world: World): Promise<Prepared> => ({ case: null, link: (await records(world)).short });

const seesToday = ({ page }: Stage): Promise<void> => expect(page.getByRole('heading', { level: 1, name: 'Heute' })).toBeVisible();

async function signsIn({ page, world, link }: Stage): Promise<void> {
  await byCode(page, `${world.origin}/${link}/desk`, 'Rückkehr-Code', (await records(world)).code);
}

export const recordScenes: Record<'record', Scene> = {
  record: {
    desk: true, prepare,
    open: async (stage) => {
      await signsIn(stage);
      await seesToday(stage);
      await press(stage.page, 'Abmelden');
      await expect(stage.page.getByRole('heading', { level: 1, name: 'Heute' })).toHaveCount(0);
    },
    act: signsIn, good: seesToday, secrets: () => [password],
  },
};

/** An attack on the record: the lead is not let in, and reads why and whom to call. */
export const onRecord = (id: string, title: string, aimed: Attack['aimed'], says: string, arm: Attack['arm'], more: Pick<Attack, 'long'> = {}): Attack => ({
  id, title, aimed, scene: 'record', ...more, arm, expected: { says: [says], may: ['PUT session/tabs/{}'] },
});

/** Changes what the second lead is said to have signed. */
export function onSigned(stage: Stage, change: (head: LeadHead, signs: (head: ChainHead) => Promise<string>) => void | Promise<void>): void {
  stage.proxy.swap<{ heads: LeadHead[] }>('GET audit/heads', async ({ heads }) => {
    const { uid, signs } = await records(stage.world), head = heads.find(({ by }) => by === uid);
    if (head) await change(head, signs);
  });
}
