// The language that somebody likes to read, kept in the vault: sealed, so that nobody else can see it.
import { ask } from '../crypto/client';
import { me } from './account';
import { keepVault } from './vault';

const rounds = 3; // another tab may store its vault at the same time; what it had stays, and the language is put in again

/** Throws Failed, Refused. */
export async function keepLanguage(lang: string): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const { vault } = await ask('speaks', { lang });
    if (!vault) break;
    await keepVault(vault);
  }
  if (me.value) me.value = { ...me.value, lang };
}
