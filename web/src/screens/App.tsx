import { known, language, simple, t } from '../i18n/i18n';
import { agency, logo } from '../session/agency';
import { pathOf, type Spot } from '../session/place';
import { choices, speak, worded } from '../session/assets';
import { Button } from '../ui/button/button';
import { CrisisLine, CrisisList } from '../ui/crisis/crisis';
import { Dialog } from '../ui/dialog/dialog';
import { Frame } from '../ui/frame/frame';
import { View } from '../ui/frame/view';
import { ExitLink, KeptExit } from './ExitLink';
import { stay } from './leave';
import { Letter } from './Letter';
import { Messages } from './Messages';
import { Out } from './Out';
import { brand, relabel } from './prepare';
import { Sent } from './Sent';
import { SignInView } from './SignInView';
import { dialog, step } from './state';

/** The seeker's document: one frame, one view at a time. */
export const App = ({ spot, exit }: { spot: Spot; exit: HTMLAnchorElement }) => (
  <>
    <Frame brand={brand()} neutral={!agency.value} logo={logo()} side={<KeptExit link={exit} />} skip={<ExitLink skip />} status="exit-status" banner={t('app.banner')} tools={<Languages spot={spot} />} foot={<Foot spot={spot} />}>
      <Screen />
    </Frame>
    {dialog.value === 'numbers' && <Numbers />}
    {dialog.value === 'idle' && <Idle />}
  </>
);

function Screen() {
  switch (step.value) {
    case 'sent': return <Sent />;
    case 'messages': return <Messages />;
    case 'signin': return <SignInView />;
    case 'leaving': return <View title={t('signin.leaving')} step={t('signin.out_title')}>{null}</View>;
    case 'out': return <Out ended={false} />;
    case 'ended': return <Out ended />;
    default: return <Letter key={step.value} />;
  }
}

/** Another language, or simple language, in place: what was typed stays. */
function Languages({ spot }: { spot: Spot }) {
  const all = choices(agency.value?.languages ?? []);
  if (all.length < 2) return null;
  const now = simple.value ? `${language.value}-simple` : language.value;
  const choose = (choice: string) => async () => {
    try { await speak('seeker', worded(choice, agency.value?.form ?? '')); } catch { return; }
    spot.lang = choice === all[0] ? null : choice;
    history.replaceState(history.state, '', pathOf(spot, spot.view));
    await relabel();
  };
  return (
    <nav class="tools" aria-label={t('common.languages')}>
      {all.map((choice) => <button key={choice} type="button" lang={choice} aria-current={choice === now ? 'true' : undefined} onClick={choose(choice)}>{t(`common.language_${choice.endsWith('-simple') ? 'simple' : choice}`)}</button>)}
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

const Idle = () => (
  <Dialog title={t('app.idle')} onClose={stay} exit={<ExitLink />} close="">
    <p>{t('app.idle_text')}</p>
    <Button first onPress={stay}>{t('app.stay')}</Button>
  </Dialog>
);
