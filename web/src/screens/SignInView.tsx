import { useEffect } from 'preact/hooks';
import { SignInForm } from '../features/account/SignInForm';
import { t } from '../i18n/i18n';
import { loadSecond } from '../session/second';
import { View } from '../ui/frame/view';
import { Failure } from './Failure';
import { watchOver } from './leave';
import { go, moved, trouble } from './state';

/** What comes after it is on its way while the password is typed. */
export function SignInView() {
  useEffect(() => { loadSecond().catch(() => undefined); }, []);
  return (
    <View title={t('signin.heading')} step={t('signin.title')} quiet={!moved.value}>
      <SignInForm onForgotten={() => go('recover')} onIn={() => { watchOver(); go('messages'); }} onTrouble={(error) => { trouble.value = error; }}
        trouble={trouble.value !== null && <Failure error={trouble.value} />} />
    </View>
  );
}
