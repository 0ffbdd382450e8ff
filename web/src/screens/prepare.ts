// What happens while the person already writes: the agency's data, the key worker, the check of the directory. After a reload: going on where it was.
import { warm } from '../crypto/client';
import { language, t } from '../i18n/i18n';
import { agency, loadAgency, wearColours } from '../session/agency';
import { exitTarget } from '../session/exit';
import { fingerprint, type Spot } from '../session/place';
import { resumeTab, type At } from '../session/tab';
import { visit } from '../session/visit';
import { lookAt, prepare, writeOn } from './first';
import { watchOver } from './leave';
import { go, open, step, trouble, type Step } from './state';

let spot: Spot;
let first: Step = 'write';

/** Loads and checks; a failure becomes the trouble of the page, and the typed text stays. `otherwise`: where the page begins, if no reload goes on. */
export async function prepareFor(at: Spot, otherwise: Step): Promise<void> {
  spot = at;
  first = otherwise;
  await prepareAgain();
}

export async function prepareAgain(): Promise<void> {
  trouble.value = null;
  try {
    const known = agency.value ?? await loadAgency(spot.short, language.value);
    exitTarget(known.exit);
    wearColours(known.colours);
    if (known.visits) visit(known.id, first === 'write' ? 'register' : 'signin');
    warm();
    if (step.value === 'resuming') await resume();
    if (known.setup === 'ready' && (step.value === 'write' || step.value === 'access')) await prepare(fingerprint(spot));
  } catch (error) { trouble.value = error; }
}

async function resume(): Promise<void> {
  const at = await resumeTab();
  if (!at) { step.value = first; return; }
  watchOver();
  await goOn(at);
}

/** Where the page was. The return code is not among it: it is shown once. */
async function goOn(at: At): Promise<void> {
  if (at.case && ['write', 'access', 'kept'].includes(at.step)) {
    const refused = await writeOn(at.case);
    go(at.step === 'kept' && !refused ? 'kept' : 'write');
    trouble.value = refused;
    return;
  }
  open.value = at.case ?? null;
  if (at.step === 'sent' && at.case) await lookAt(at.case);
  go(at.step === 'sent' || at.step === 'settings' ? at.step : 'messages');
}

/** The labels of the numbers come in the language of the page. */
export async function relabel(): Promise<void> {
  if (agency.value) await loadAgency(spot.short, language.value).catch(() => undefined);
}

export const brand = (): string => agency.value?.name ?? t('common.neutral');
