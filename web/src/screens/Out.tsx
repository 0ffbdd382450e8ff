import { t } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { ExitLink } from './ExitLink';
import { Failure } from './Failure';
import { leave } from './leave';
import { ending, go, trouble } from './state';

/** Signed out by oneself. */
export const Out = () => (
  <View title={t('signin.out')} step={t('signin.out_title')}>
    {trouble.value !== null ? <><p>{t('signin.out_untold')}</p><Failure error={trouble.value} again={leave} /></> : <p>{t('signin.out_text')}</p>}
    {ending.value.draft === 'lost' && <p><strong>{t('signin.draft_lost')}</strong></p>}
    <Further />
  </View>
);

/** Signed out because nobody was there, or by somebody elsewhere: why, and what became of the text. */
export const Ended = () => (
  <View title={t('signin.ended')} step={t('signin.out_title')}>
    <p>{t(`signin.ended_${ending.value.why}`)}</p>
    {ending.value.draft !== 'nothing' && <p><strong>{t(`signin.draft_${ending.value.draft}`)}</strong></p>}
    <Further />
  </View>
);

const Further = () => (
  <>
    <p>{t('signin.out_tip')}</p>
    <div class="buttons">
      <ExitLink />
      <Button kind="quiet" onPress={() => go('signin')}>{t('signin.again')}</Button>
    </div>
  </>
);
