import { render } from 'preact';
import { comesBack, stop } from '../crypto/client';
import { t } from '../i18n/i18n';
import { loadAgency } from '../session/agency';
import { countRefusals } from '../session/alarm';
import { useRealm } from '../session/api';
import { speak } from '../session/assets';
import { quickExit } from '../session/exit';
import { here } from '../session/place';
import { mayResume } from '../session/tab';
import { App } from './App';
import { watchBack } from './back';
import { drop, prepareLeaving } from './leave';
import { prepareFor } from './prepare';
import { ending, step, type Step } from './state';

/** How long the first view waits for the agency's name (ms): then writing must not wait any longer. */
const patience = 1_000;
const pause = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });

/** Takes the document over: until here it stood as the server made it, with the notice that script is needed. */
export async function start(): Promise<void> {
  const spot = here();
  useRealm('seeker');
  countRefusals();
  quickExit({ page: 'app', drop });
  // The words of the page come first; without them the server's page, with its notice and numbers, stays as it is.
  const known = loadAgency(spot.short, document.documentElement.lang.slice(0, 2) || null).catch(() => null); // a failure is told by prepareFor, which asks again
  await speak('seeker', document.documentElement.dataset.catalogue ?? 'de');
  await Promise.race([known, pause(patience)]); // name, logo and languages stand there from the first moment on: nothing moves later
  const first: Step = spot.view === 'write' ? 'write' : spot.fragment.has('out') ? 'out' : 'signin';
  if (spot.fragment.get('out') === 'lost') ending.value = { why: 'idle', draft: 'lost' };
  step.value = mayResume('seeker') ? 'resuming' : first;
  if (step.value !== 'write') comesBack();
  document.title = t('common.neutral');
  const exit = document.querySelector<HTMLAnchorElement>('a#exit');
  if (!exit) return; // not a page of ours
  const root = document.createElement('div');
  root.id = 'app';
  document.body.className = '';
  document.body.append(root);
  render(<App spot={spot} exit={exit} />, root);
  document.body.replaceChildren(root);
  addEventListener('pagehide', stop);
  prepareLeaving(spot);
  watchBack();
  await prepareFor(spot, first);
}
