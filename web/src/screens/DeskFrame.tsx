// The desk's document: one frame, one view at a time.
import { useSignal, type Signal } from '@preact/signals';
import { useErrorBoundary } from 'preact/hooks';
import { SignIn } from '../features/desk/SignIn';
import { go, languageName, view, type View } from '../features/desk/desk';
import { known, language, t } from '../i18n/i18n';
import { inWordsNear } from '../i18n/moment';
import { endsAt, me } from '../session/account';
import { asking } from '../session/again';
import { agency, checked, loadAgency, logo } from '../session/agency';
import { speak } from '../session/assets';
import { fate } from '../session/draft';
import { pathOf, type Spot } from '../session/place';
import { Button } from '../ui/button/button';
import { Dial } from '../ui/crisis/crisis';
import { Dialog } from '../ui/dialog/dialog';
import { Frame } from '../ui/frame/frame';
import { Icon } from '../ui/icon/icon';
import { DeskCase } from './DeskCase';
import { DeskEnquiry } from './DeskEnquiry';
import { DeskLeads } from './DeskLeads';
import { DeskLink } from './DeskLink';
import { DeskLock } from './DeskLock';
import { DeskLost } from './DeskLost';
import { DeskProfile } from './DeskProfile';
import { DeskSetup } from './DeskSetup';
import { DeskSignIn } from './DeskSignIn';
import { DeskToday } from './DeskToday';
import { DeskWaiting } from './DeskWaiting';
import { dialog, leave, leaveNow, lock, locked, stay, watchOver } from './deskDoor';

export interface Arrival { spot: Spot; token: string | null; fingerprint: string | null; lost: Signal<unknown>; again: () => void }

export function Desk({ arrival }: { arrival: Arrival }) {
  const shut = locked.value, inside = me.value && !shut && view.value.name !== 'signin'; // not while what was signed in to is still being checked
  return (
    <>
      <Frame brand={agency.value?.name ?? t('desk.name')} neutral={!agency.value} logo={logo()} side={inside && <Side />} banner={agency.value?.trial && t('desk.banner')} foot={<Foot spot={arrival.spot} />}>
        {shut ? <DeskLock lock={shut} /> : arrival.lost.value === null ? <Screen at={view.value} arrival={arrival} /> : <DeskLost error={arrival.lost.value} again={arrival.again} />}
      </Frame>
      {!shut && asking.value && <Again answer={asking.value} />}
      {!shut && !asking.value && dialog.value === 'last' && <Last />}
      {!shut && !asking.value && dialog.value === 'leave' && <Leave />}
    </>
  );
}

/** What a view cannot show is told like any other failure; nobody is left before an empty page. */
function Screen({ at, arrival }: { at: View; arrival: Arrival }) {
  const [broken, again] = useErrorBoundary() as [unknown, () => void];
  if (broken) return <DeskLost error={broken} again={again} />;
  switch (at.name) {
    case 'today': return <DeskToday />;
    case 'enquiry': return <DeskEnquiry key={at.id} id={at.id} />;
    case 'case': return <DeskCase key={at.id} id={at.id} />;
    case 'overview': case 'team': case 'visits': case 'retention': case 'archive': case 'chain': return <DeskLeads key={at.name} name={at.name} />;
    case 'profile': return <DeskProfile />;
    case 'waiting': return <DeskWaiting />;
    case 'setup': return <DeskSetup />;
    case 'link': return <DeskLink kind={arrival.spot.view === 'setup' ? 'setup' : 'join'} token={arrival.token} fingerprint={arrival.fingerprint} />;
    default: return <DeskSignIn />;
  }
}

/** Who is signed in, the places of the desk, the lock and the way out. */
function Side() {
  const person = me.value!;
  const lead = person.roles.includes('lead'), active = person.state === 'active';
  const here = (name: View['name']) => (view.value.name === name ? 'page' : undefined);
  const place = (name: 'today' | 'overview' | 'team' | 'visits' | 'retention' | 'archive' | 'chain') => (
    <button class="tab" type="button" aria-current={here(name)} onClick={() => go({ name })}>{t(`desk.${name}`)}</button>
  );
  return (
    <div class="desk-side">
      {active && <nav aria-label={t('desk.main')}>{place('today')}{lead && place('overview')}{lead && place('team')}{lead && place('visits')}{lead && place('retention')}{lead && checked.value?.roles.archive && place('archive')}{lead && place('chain')}</nav>}
      {active ? (
        <button class="tab who" type="button" aria-current={here('profile')} onClick={() => go({ name: 'profile' })}>
          <span class="unseen">{t('desk.profile')}: </span><span translate={false}>{person.alias ?? person.name}</span>{person.roles.length > 0 && <span class="soft"> {t(lead ? 'desk.role_lead' : 'desk.role_counsellor')}</span>}
        </button>
      ) : <p class="who"><span translate={false}>{person.alias ?? person.name}</span></p>}
      <div class="row doors">
        {active && <Button kind="quiet" onPress={() => lock('pressed')}><Icon name="lock" />{t('desk.lock')}</Button>}
        <Button kind="quiet" onPress={() => void leave()}>{t('desk.signout')}</Button>
      </div>
    </div>
  );
}

/** The languages of the agency; what is open and what is being written stays. */
function Languages() {
  const busy = useSignal(false);
  const own = agency.value;
  if (!own || own.languages.length < 2) return null;
  const choose = async (lang: string) => {
    if (busy.value) return;
    busy.value = true;
    try {
      await speak('desk', lang);
      await loadAgency(own.short, lang); // the labels of the numbers
    } catch { /* then it stays as it is */ } finally { busy.value = false; }
  };
  return (
    <nav aria-label={t('common.languages')}>
      {own.languages.map((lang) => (
        <button class="language" type="button" lang={lang} key={lang} aria-current={lang === language.value ? 'true' : undefined} onClick={() => void choose(lang)}>{languageName(lang)}</button>
      ))}
    </nav>
  );
}

/** Public pages open in a tab of their own: leaving this document would lose its keys. */
function Foot({ spot }: { spot: Spot }) {
  const phone = agency.value?.contact.phone;
  return (
    <div class="desk-foot">
      <Languages />
      <p><strong>{t('common.danger')}</strong> <Dial number="112" />{phone && <> · {agency.value?.name}: <Dial number={phone} /></>}</p>
      <nav aria-label={t('desk.pages')}>
        {['privacy', 'limits', 'imprint'].map((page) => <a key={page} href={pathOf(spot, page)} target="_blank" rel="noreferrer">{t(`desk.${page}`)}<span class="unseen"> {t('desk.new_tab')}</span></a>)}
      </nav>
      {known('common.unread') && <p class="soft">{t('common.unread')}</p>}
    </div>
  );
}

/** The session has ended in the middle: signing in again over the page, then the action goes on. */
const Again = ({ answer }: { answer: (signedIn: boolean) => void }) => (
  <Dialog title={t('desk.again_title')} onClose={() => answer(false)} close={t('desk.again_leave')}>
    <p>{t(fate() === 'nothing' ? 'desk.again_text_plain' : 'desk.again_text')}</p>
    <SignIn before={me.value} onIn={() => { watchOver(); answer(true); }} />
  </Dialog>
);

/** The absolute end is near: saying so early leaves time to finish. */
const Last = () => (
  <Dialog title={t('desk.last_title')} onClose={stay} close="">
    <p>{t('desk.last_text', { moment: inWordsNear(endsAt.value) })}</p>
    <Button first onPress={stay}>{t('desk.last_ok')}</Button>
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
