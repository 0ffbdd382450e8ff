// Scenes of the end: what would be deleted and deleting it, and a counsellor's order that waits for an answer.
import { expect } from '@playwright/test';
import { b64 } from '../../src/crypto/bytes';
import type { KeySeed } from '../../src/crypto/keyring';
import type { Order } from '../../src/crypto/verbs/erasure';
import type { AskedBy, EraseOrder, Wrap } from '../../src/crypto/wire';
import type { Stage } from './attack';
import { resigned } from './keys';
import { answered, comesBack, seekerSecrets, seesAnswer, typed } from './people';
import { button, fill, next, press, type Prepared, type Scene } from './steps';
import type { Staff, World } from './world';

/** Proves with the return code, as pages do before what cannot be undone. */
export async function proof({ person, code }: Staff): Promise<{ method: string; auth: string }> {
  const proved = await person.ask('prove', { code });
  await person.ask('proved', await person.call<{ wrap: Wrap }>('POST', 'me/proof', proved));
  return proved;
}

/** An order to delete a case, signed by whoever works with the operator; not sent. */
export async function order({ person }: Staff, id: string, way: AskedBy = 'phone'): Promise<string> {
  await person.refresh(); // another scene may have taken somebody in: an order names the newest manifest
  return (await person.ask('orderErasure', { case: id, request: null, way, account: false })).order;
}

async function ordered(world: World): Promise<Prepared> {
  const prepared = await answered(world), id = prepared.case!.id, id16 = b64(crypto.getRandomValues(new Uint8Array(16)));
  await world.karin.person.call('POST', `cases/${id}/erasure`, { id: id16, order: await order(world.karin, id), ...await proof(world.karin) });
  return prepared;
}

/** The order that waits, changed and signed anew by these. */
export function reordered({ proxy }: Stage, change: (body: Order) => void, signers: KeySeed[]): void {
  proxy.swap<EraseOrder>('GET cases/{}/erasure', (body) => ({ ...body, order: resigned<Order>('sg1/erase', body.order!, change, signers) }));
}

/** Another order in place of the one that waits. */
export function instead({ proxy }: Stage, other: string): void {
  proxy.swap<EraseOrder>('GET cases/{}/erasure', (body) => ({ ...body, order: other }));
}

/** What stands where an order was refused: it can be declined, and nothing hastens it. */
export const broken = {
  says: ['erasure.order_broken'], may: ['PUT session/tabs/{}', 'PUT me/vault'],
  also: async ({ page }: Stage): Promise<void> => {
    await expect(button(page, 'Behalten')).toBeVisible();
    await expect(button(page, 'Jetzt löschen')).toHaveCount(0);
  },
};

const opensOrder = async (stage: Stage): Promise<void> => {
  const { page } = stage, open = page.getByRole('listitem').filter({ hasText: 'Bitte entscheiden' }).getByRole('button', { name: 'Öffnen' });
  await comesBack(stage);
  await (await next(page, open.or(button(page, 'Behalten')).first())).click({ trial: true });
  if (await open.isVisible()) await open.click();
};

const gone = ({ page }: Stage) => page.getByRole('heading', { level: 1, name: 'Es ist gelöscht.' });
export const notGone = (stage: Stage): Promise<void> => expect(gone(stage)).toHaveCount(0);
/** It cannot even be asked for. */
export const notDeleted = async (stage: Stage): Promise<void> => { await notGone(stage); await expect(button(stage.page, 'Endgültig löschen')).toHaveCount(0); };

export const endingScenes: Record<'erase' | 'ordered', Scene> = {
  erase: {
    desk: false, shared: 'answered', prepare: answered, open: async (stage) => { await comesBack(stage); await seesAnswer(stage); },
    act: async ({ page, case: { code } }) => {
      await press(page, 'Beratung beenden');
      await fill(page, 'Rückkehr-Code', code);
      await press(page, 'Endgültig löschen');
    },
    good: (stage) => expect(gone(stage)).toBeVisible(), secrets: seekerSecrets,
  },
  ordered: {
    desk: false, shared: 'ordered', prepare: ordered, open: async () => undefined, act: opensOrder,
    good: async ({ page }) => { await expect(button(page, 'Jetzt löschen')).toBeVisible(); await expect(page.getByText('Frau K. hat am')).toBeVisible(); },
    secrets: (stage) => [typed.first, ...seekerSecrets(stage)],
  },
};
