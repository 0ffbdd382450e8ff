// Publishing the next signed directory.
import type { Answer } from '../crypto/verbs';
import { Failed, post } from './api';
import { insist } from './insist';
import { renew } from './staff';
import { keepVault } from './vault';

/** Makes the next manifest and publishes it. Another lead may have been faster: then once more on the newest directory. Throws Failed, Refused. */
export async function publish(make: () => Promise<Pick<Answer<'admit'>, 'body' | 'vault'>>): Promise<void> {
  const once = async () => {
    const { body, vault } = await make();
    await insist(() => post<unknown>('manifest', body));
    await keepVault(vault);
  };
  try { await once(); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'conflict') throw error;
    await renew();
    await once();
  }
}
