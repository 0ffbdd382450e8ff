// The desk takes its document over. Until here it stood as the server made it, with the notice that script is needed.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { warm } from '../crypto/client';
import { Refused } from '../crypto/verbs';
import { go, watchBack } from '../features/desk/desk';
import { tokenOf } from '../features/setup/link';
import { language } from '../i18n/i18n';
import { followTabs, me, signOut } from '../session/account';
import { loadAgency, wearColours } from '../session/agency';
import { countRefusals } from '../session/alarm';
import { useRealm } from '../session/api';
import { speak } from '../session/assets';
import { fingerprint, here } from '../session/place';
import { adopt } from '../session/staff';
import { mayResume, resumeTab } from '../session/tab';
import { wipeOnLeave } from '../session/wipe';
import { Desk, type Arrival } from './DeskFrame';
import { enterDesk, watchLeaving } from './deskDoor';

/** What the address and the document say, read once: the token of a link leaves the address bar before anything else. */
function arrive(): Omit<Arrival, 'again'> {
  const spot = here();
  history.replaceState(null, ''); // a reload comes back to the door
  const link = spot.view === 'setup' || spot.view === 'join' ? spot.view : null;
  const arrival = {
    spot, token: link && tokenOf(link, spot.fragment), fingerprint: fingerprint(spot), lost: signal<unknown>(null),
  };
  spot.fragment = new URLSearchParams();
  go({ name: link ? 'link' : 'signin' });
  return arrival;
}

/** A link pasted into the address bar of this very page changes the fragment only: it is read like one that was followed. */
const watchLinks = (): void => addEventListener('hashchange', () => { if (/[#&][ti]=/.test(location.hash)) location.reload(); });

function takeOver(arrival: Arrival): void {
  const root = document.createElement('div');
  root.id = 'app';
  document.body.className = '';
  document.body.replaceChildren(root);
  render(<Desk arrival={arrival} />, root);
}

export async function start(): Promise<void> {
  const arrived = arrive();
  useRealm('staff');
  countRefusals();
  mayResume('staff');
  // The words of the page come first; without them the server's page, with its notice and numbers, stays as it is.
  try { await speak('desk', (document.documentElement.lang || 'de').slice(0, 2)); } catch { return; }
  const open = async () => {
    try {
      wearColours((await loadAgency(arrived.spot.short, language.value)).colours);
      if (arrived.token === null) await resume();
      arrived.lost.value = null;
    } catch (error) { arrived.lost.value = error; }
  };
  watchLeaving();
  followTabs();
  await open();
  takeOver({ ...arrived, again: () => void open() });
  warm();
  wipeOnLeave();
  watchBack();
  watchLinks();
}

/** Keys that could not be fetched come with the next look; keys that are not what they say are told, and nobody is signed in. */
async function refused(error: unknown): Promise<void> {
  if (!(error instanceof Refused)) return;
  await signOut(() => undefined).catch(() => undefined);
  throw error;
}

/** A reload goes on where it has interrupted, without the password. */
async function resume(): Promise<void> {
  const at = await resumeTab();
  if (at === null || !me.value) return;
  if (me.value.state === 'active') await adopt().catch(refused);
  enterDesk(at);
}
