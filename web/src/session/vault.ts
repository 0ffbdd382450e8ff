// Storing the sealed vault. Two tabs, or two devices, may both want to: who comes late takes the newer one in and tries again.
import { signal } from '@preact/signals';
import { ask } from '../crypto/client';
import type { Versioned } from '../crypto/wire';
import { Failed, get, put } from './api';
import { insist } from './insist';

const rounds = 4;

/** Versions that the server has taken from this page: a reload refuses older ones (PROTOCOL 2.9.3). */
export const stored = signal<{ keyring: number; vault: number }>({ keyring: 0, vault: 0 });

/** Stores what the worker gave; null: nothing to store. Throws Failed, Refused. */
export async function keepVault(vault: Versioned | null): Promise<void> {
  for (let round = 0, next = vault; next; round++) {
    const sent = next;
    try {
      await insist(() => put<void>('me/vault', sent));
      stored.value = { ...stored.value, vault: sent.version };
      return;
    } catch (error) {
      if (!(error instanceof Failed) || error.code !== 'conflict' || round >= rounds) throw error;
      next = await mergeVault();
    }
  }
}

/** Takes in the vault as the server has it now; answers what is to be stored, or null. */
export async function mergeVault(): Promise<Versioned | null> {
  return (await ask('refreshed', { vault: await get<Versioned>('me/vault') })).vault;
}
