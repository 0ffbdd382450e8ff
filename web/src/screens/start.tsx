import { render } from 'preact';
import { stop } from '../crypto/client';
import { t } from '../i18n/i18n';
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

/** Takes the document over: until here it stood as the server made it, with the notice that script is needed. */
export async function start(): Promise<void> {
  const spot = here();
  useRealm('seeker');
  quickExit({ page: 'app', drop });
  // The words of the page come first; without them the server's page, with its notice and numbers, stays as it is.
  await speak('seeker', document.documentElement.dataset.catalogue ?? 'de');
  const first: Step = spot.view === 'write' ? 'write' : spot.fragment.has('out') ? 'out' : 'signin';
  if (spot.fragment.get('out') === 'lost') ending.value = { why: 'idle', draft: 'lost' };
  step.value = mayResume('seeker') ? 'resuming' : first;
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
