import { t } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { ExitLink } from './ExitLink';
import { Failure } from './Failure';
import { leave } from './leave';
import { go, trouble } from './state';

/** Signed out by oneself, or because nobody was there for a while (`ended`). */
export const Out = ({ ended }: { ended: boolean }) => (
  <View title={t(ended ? 'signin.ended' : 'signin.out')} step={t('signin.out_title')}>
    {trouble.value !== null ? <><p>{t('signin.out_untold')}</p><Failure error={trouble.value} again={leave} /></> : <p>{t(ended ? 'signin.ended_text' : 'signin.out_text')}</p>}
    <p>{t('signin.out_tip')}</p>
    <div class="buttons">
      <ExitLink />
      <Button kind="quiet" onPress={() => go('signin')}>{t('signin.again')}</Button>
    </div>
  </View>
);
