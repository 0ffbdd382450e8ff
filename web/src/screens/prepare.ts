// What happens while the person already writes: the agency's data, the key worker, the check of the directory.
import { warm } from '../crypto/client';
import { language, t } from '../i18n/i18n';
import { agency, loadAgency, wearColours } from '../session/agency';
import { exitTarget } from '../session/exit';
import { fingerprint, type Spot } from '../session/place';
import { prepare } from './first';
import { step, trouble } from './state';

let spot: Spot;

/** Loads and checks; a failure becomes the trouble of the page, and the typed text stays. */
export async function prepareFor(at: Spot): Promise<void> {
  spot = at;
  await prepareAgain();
}

export async function prepareAgain(): Promise<void> {
  trouble.value = null;
  try {
    const known = await loadAgency(spot.short, language.value);
    exitTarget(known.exit);
    wearColours(known.colours);
    warm();
    if (known.setup === 'ready' && (step.value === 'write' || step.value === 'access')) await prepare(fingerprint(spot));
  } catch (error) { trouble.value = error; }
}

/** The labels of the numbers come in the language of the page. */
export async function relabel(): Promise<void> {
  if (agency.value) await loadAgency(spot.short, language.value).catch(() => undefined);
}

export const brand = (): string => agency.value?.name ?? t('common.neutral');
