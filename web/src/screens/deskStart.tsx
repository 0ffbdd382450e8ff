// The desk takes its document over. Until here it stood as the server made it, with the notice that script is needed.
import { render } from 'preact';
import { warm } from '../crypto/client';
import { go, watchBack } from '../features/desk/desk';
import { tokenOf } from '../features/setup/link';
import { language } from '../i18n/i18n';
import { loadAgency, wearColours } from '../session/agency';
import { useRealm } from '../session/api';
import { speak } from '../session/assets';
import { fingerprint, here } from '../session/place';
import { wipeOnLeave } from '../session/wipe';
import { Desk, type Arrival } from './DeskFrame';
import { watchLeaving } from './deskDoor';

export async function start(): Promise<void> {
  const spot = here(); // the token of a link leaves the address bar before anything else
  history.replaceState(null, ''); // a reload comes back to the door
  const link = spot.view === 'setup' || spot.view === 'join' ? spot.view : null;
  const arrival: Arrival = {
    spot, token: link && tokenOf(link, spot.fragment), fingerprint: fingerprint(spot),
    banners: [...document.querySelectorAll('.banner')].map((banner) => banner.textContent ?? ''),
  };
  spot.fragment = new URLSearchParams();
  useRealm('staff');
  await speak('desk', document.documentElement.lang || 'de');
  // Without the agency nothing can be signed or opened: then the server's page, with its notice and numbers, stays as it is.
  wearColours((await loadAgency(spot.short, language.value)).colours);
  go({ name: link ? 'link' : 'signin' });
  const root = document.createElement('div');
  root.id = 'app';
  document.body.className = '';
  document.body.replaceChildren(root);
  render(<Desk arrival={arrival} />, root);
  warm();
  wipeOnLeave();
  watchLeaving();
  watchBack();
}
