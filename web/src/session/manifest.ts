// Publishing the next signed directory.
import type { Answer } from '../crypto/verbs';
import type { Versioned } from '../crypto/wire';
import { Failed, post, put } from './api';
import { insist } from './insist';
import { renew } from './staff';
import { keepVault, stored } from './vault';

type Made = Pick<Answer<'admit'>, 'body' | 'vault'> & { keyring?: Versioned | null };

/** Makes the next manifest and publishes it. A keyring with new keys of the agency is stored first: nobody else has them. Another lead may have been faster: then once more on the newest directory. Throws Failed, Refused. */
export async function publish(make: () => Promise<Made>): Promise<void> {
  const once = async () => {
    const { body, vault, keyring } = await make();
    if (keyring) {
      await insist(() => put<void>('me/keyring', keyring));
      stored.value = { ...stored.value, keyring: keyring.version };
    }
    await insist(() => post<unknown>('manifest', body));
    await keepVault(vault);
  };
  try { await once(); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'conflict') throw error;
    await renew();
    await once();
  }
}
