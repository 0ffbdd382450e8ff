// The desk's document: one frame, one view at a time.
import type { Signal } from '@preact/signals';
import { SignIn } from '../features/desk/SignIn';
import { go, view, type View } from '../features/desk/desk';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { asking } from '../session/again';
import { agency, logo } from '../session/agency';
import { pathOf, type Spot } from '../session/place';
import { Button } from '../ui/button/button';
import { Dial } from '../ui/crisis/crisis';
import { Dialog } from '../ui/dialog/dialog';
import { Frame } from '../ui/frame/frame';
import { unsent } from '../features/desk/writing';
import { DeskCase } from './DeskCase';
import { DeskEnquiry } from './DeskEnquiry';
import { DeskLink } from './DeskLink';
import { DeskLost } from './DeskLost';
import { DeskSetup } from './DeskSetup';
import { DeskSignIn } from './DeskSignIn';
import { DeskTeam } from './DeskTeam';
import { DeskToday } from './DeskToday';
import { DeskWaiting } from './DeskWaiting';
import { dialog, leave, leaveNow, stay, watchOver } from './deskDoor';

export interface Arrival { spot: Spot; token: string | null; fingerprint: string | null; banners: readonly string[]; lost: Signal<unknown>; again: () => void }

export function Desk({ arrival }: { arrival: Arrival }) {
  return (
    <>
      <Frame brand={agency.value?.name ?? t('desk.name')} neutral={!agency.value} logo={logo()} side={me.value && <Side />} banner={arrival.banners.join(' ')} foot={<Foot spot={arrival.spot} />}>
        {arrival.lost.value === null ? <Screen at={view.value} arrival={arrival} /> : <DeskLost error={arrival.lost.value} again={arrival.again} />}
      </Frame>
      {asking.value && <Again answer={asking.value} />}
      {!asking.value && dialog.value === 'idle' && <Idle />}
      {!asking.value && dialog.value === 'leave' && <Leave />}
    </>
  );
}

function Screen({ at, arrival }: { at: View; arrival: Arrival }) {
  switch (at.name) {
    case 'today': return <DeskToday />;
    case 'enquiry': return <DeskEnquiry key={at.id} id={at.id} />;
    case 'case': return <DeskCase key={at.id} id={at.id} />;
    case 'team': return <DeskTeam />;
    case 'waiting': return <DeskWaiting />;
    case 'setup': return <DeskSetup />;
    case 'link': return <DeskLink kind={arrival.spot.view === 'setup' ? 'setup' : 'join'} token={arrival.token} fingerprint={arrival.fingerprint} />;
    default: return <DeskSignIn />;
  }
}

/** Who is signed in, the two places of the desk, and the way out. */
function Side() {
  const person = me.value!;
  const lead = person.roles.includes('lead');
  const place = (name: 'today' | 'team') => (
    <button class="tab" type="button" aria-current={view.value.name === name ? 'page' : undefined} onClick={() => go({ name })}>{t(`desk.${name}`)}</button>
  );
  return (
    <div class="desk-side">
      {person.state === 'active' && <nav aria-label={t('desk.main')}>{place('today')}{lead && place('team')}</nav>}
      <p class="who"><span translate={false}>{person.alias ?? person.name}</span>{person.roles.length > 0 && <span class="soft"> {t(lead ? 'desk.role_lead' : 'desk.role_counsellor')}</span>}</p>
      <Button kind="quiet" onPress={leave}>{t('desk.signout')}</Button>
    </div>
  );
}

/** Public pages open in a tab of their own: leaving this document would lose its keys. */
function Foot({ spot }: { spot: Spot }) {
  const phone = agency.value?.contact.phone;
  return (
    <div class="desk-foot">
      <p><strong>{t('common.danger')}</strong> <Dial number="112" />{phone && <> · {agency.value?.name}: <Dial number={phone} /></>}</p>
      <nav aria-label={t('desk.pages')}>
        {['privacy', 'limits', 'imprint'].map((page) => <a key={page} href={pathOf(spot, page)} target="_blank" rel="noreferrer">{t(`desk.${page}`)}<span class="unseen"> {t('desk.new_tab')}</span></a>)}
      </nav>
    </div>
  );
}

/** The session has ended in the middle: signing in again over the page, then the action goes on. */
const Again = ({ answer }: { answer: (signedIn: boolean) => void }) => (
  <Dialog title={t('desk.again_title')} onClose={() => answer(false)} close={t('desk.again_leave')}>
    <p>{t(unsent() ? 'desk.again_text' : 'desk.again_text_plain')}</p>
    <SignIn before={me.value} onIn={() => { watchOver(); answer(true); }} />
  </Dialog>
);

const Idle = () => (
  <Dialog title={t('desk.idle_title')} onClose={stay} close="">
    <p>{t('desk.idle_text')}</p>
    <Button first onPress={stay}>{t('desk.stay')}</Button>
  </Dialog>
);

const Leave = () => (
  <Dialog title={t('desk.leave_title')} onClose={() => { dialog.value = null; }} close="">
    <p>{t('desk.leave_text')}</p>
    <div class="buttons">
      <Button first onPress={() => { dialog.value = null; }}>{t('desk.leave_stay')}</Button>
      <Button kind="danger" onPress={leaveNow}>{t('desk.leave_go')}</Button>
    </div>
  </Dialog>
);
