import { useErrorBoundary } from 'preact/hooks';
import { erasing } from '../features/erasure/shown';
import { reading } from '../features/stored/shown';
import { known, t, tn } from '../i18n/i18n';
import { me } from '../session/account';
import { agency, logo } from '../session/agency';
import { asking } from '../session/again';
import { fate } from '../session/draft';
import { pathOf, type Spot } from '../session/place';
import { Button } from '../ui/button/button';
import { CrisisLine, CrisisList } from '../ui/crisis/crisis';
import { Dialog } from '../ui/dialog/dialog';
import { Frame } from '../ui/frame/frame';
import { View } from '../ui/frame/view';
import { Second } from './Second';
import { ExitLink, KeptExit } from './ExitLink';
import { Kept } from './Kept';
import { choose, offered, spoken } from './language';
import { left, stay } from './leave';
import { Letter } from './Letter';
import { Ended, Out } from './Out';
import { brand, prepareAgain } from './prepare';
import { Relogin } from './Relogin';
import { Sent } from './Sent';
import { SignInView } from './SignInView';
import { Failure } from './Failure';
import { dialog, receipt, step, trouble } from './state';

/** The seeker's document: one frame, one view at a time. */
export const App = ({ spot, exit }: { spot: Spot; exit: HTMLAnchorElement }) => (
  <>
    <Frame brand={gone() ? t('common.neutral') : brand()} neutral={gone() || !agency.value} logo={gone() ? null : logo()} side={<KeptExit link={exit} />} skip={<ExitLink skip />} status="exit-status" banner={agency.value?.trial && t('app.banner')} tools={<Languages />} foot={<Foot spot={spot} />}>
      <Screen />
    </Frame>
    {dialog.value === 'numbers' && <Numbers />}
    {asking.value && <Relogin answer={asking.value} />}
    {!asking.value && dialog.value === 'idle' && <Idle />}
    {!asking.value && dialog.value === 'last' && <Last />}
  </>
);

/** After everything was deleted nothing on the page says with whom one has spoken. */
const gone = (): boolean => step.value === 'gone';

/** What a view cannot show is told like any other failure; nobody is left before an empty page. */
function Screen() {
  const [broken, again] = useErrorBoundary() as [unknown, () => void];
  if (broken) return <View title={brand()} step={t('problem.heading')}><Failure error={broken} again={again} /></View>;
  if (erasing.value !== 'no' && me.value) return <Second key="erase" show={({ Erase }) => <Erase />} />;
  if (reading.value && me.value) return <Second key="stored" show={({ Stored }) => <Stored />} />;
  switch (step.value) {
    case 'resuming': return <Resuming />;
    case 'sent': return <Sent />;
    case 'kept': return <Kept />;
    case 'settings': return <Second show={({ Settings }) => <Settings />} />;
    case 'messages': return <Second key="messages" step="case.list_title" show={({ Messages }) => <Messages />} />;
    case 'signin': return <SignInView />;
    case 'recover': return <Second key="recover" step="signin.title" show={({ Recover }) => <Recover />} />;
    case 'leaving': return <View title={t('signin.leaving')} step={t('signin.out_title')}>{null}</View>;
    case 'out': return <Out />;
    case 'ended': return <Ended />;
    case 'gone': return <Second show={({ Gone }) => receipt.value && <Gone receipt={receipt.value} />} />;
    default: return <Letter key={step.value} />;
  }
}

/** Another language, or simple language, for this visit. */
function Languages() {
  const all = offered(), now = spoken();
  if (all.length < 2) return null;
  return (
    <nav class="tools" aria-label={t('common.languages')}>
      {all.map((choice) => <button key={choice} type="button" lang={choice} aria-current={choice === now ? 'true' : undefined} onClick={() => void choose(choice).catch(() => undefined)}>{t(`common.language_${choice.endsWith('-simple') ? 'simple' : choice}`)}</button>)}
    </nav>
  );
}

/** Public pages open in a tab of their own: leaving this document would lose what is typed in it. */
function Foot({ spot }: { spot: Spot }) {
  return (
    <>
      <CrisisLine onMore={() => { dialog.value = 'numbers'; }} />
      <nav aria-label={t('app.pages')}>
        {['safety', 'privacy', 'limits', 'accessibility', 'imprint'].map((page) => <a key={page} href={pathOf(spot, page)} target="_blank" rel="noreferrer">{t(`app.page_${page}`)}<span class="unseen"> {t('app.new_tab')}</span></a>)}
      </nav>
      {known('common.unread') && <p class="soft">{t('common.unread')}</p>}
    </>
  );
}

const Numbers = () => (
  <Dialog title={t('app.numbers')} onClose={() => { dialog.value = null; }} exit={<ExitLink />}>
    <CrisisList countries={agency.value?.crisis ?? []} />
  </Dialog>
);

/** A reload goes on where it was; until it is known whether it may, nothing is shown of it. */
const Resuming = () => (
  <View title={t('app.resuming')} step={t('app.resuming_title')} quiet>
    {trouble.value === null ? <p>{t('app.loading')}</p> : <Failure error={trouble.value} again={prepareAgain} />}
  </View>
);

/** Said once; in the last minute the seconds can be seen, but nobody is told them one by one. */
const Idle = () => (
  <Dialog title={t('app.idle')} onClose={stay} exit={<ExitLink />} close="">
    <p>{t('app.idle_text')} {t(`app.idle_${fate()}`)}</p>
    {left() <= 60 && <p aria-hidden="true">{tn('app.seconds', left())}</p>}
    <Button first onPress={stay}>{t('app.stay')}</Button>
  </Dialog>
);

/** The session ends in ten minutes whatever happens. */
function Last() {
  const close = () => { dialog.value = null; };
  return (
    <Dialog title={t('app.last')} onClose={close} exit={<ExitLink />} close="">
      <p>{t('app.last_text')} {t(`app.idle_${fate()}`)}</p>
      <Button first onPress={close}>{t('app.last_go')}</Button>
    </Dialog>
  );
}
