import { SignInForm } from '../features/account/SignInForm';
import { t } from '../i18n/i18n';
import { View } from '../ui/frame/view';
import { Failure } from './Failure';
import { watchOver } from './leave';
import { go, moved, trouble } from './state';

export const SignInView = () => (
  <View title={t('signin.heading')} step={t('signin.title')} quiet={!moved.value}>
    <SignInForm onForgotten={() => go('recover')} onIn={() => { watchOver(); go('messages'); }} onTrouble={(error) => { trouble.value = error; }}
      trouble={trouble.value !== null && <Failure error={trouble.value} />} />
  </View>
);
