import { useSignal } from '@preact/signals';
import { RecoverForm } from '../features/access/RecoverForm';
import { CodeOnce } from '../features/account/CodeOnce';
import { t } from '../i18n/i18n';
import type { Telling } from '../ui/block/block';
import { View } from '../ui/frame/view';
import { Apart } from './Apart';
import { Failure } from './Failure';
import { watchOver } from './leave';
import { go, trouble } from './state';

const telling: Telling = (error, again, busy = false) => <Failure error={error} again={again} busy={busy} />;

export const Recover = () => <Apart telling={telling}><Forgotten /></Apart>;

/** The password is forgotten, the return code is there: a new password and a new code (UX 39). */
function Forgotten() {
  const made = useSignal<{ code: string; only: boolean } | null>(null);
  const noted = () => go('messages');
  if (made.value) {
    return (
      <View key="done" title={t('account.recovered')} step={t('account.recover_title')}>
        <p>{t(made.value.only ? 'account.recovered_code' : 'account.recovered_text')}</p>
        <CodeOnce code={made.value.code} only={made.value.only} renewed onDone={noted} />
      </View>
    );
  }
  return (
    <View key="form" title={t('account.recover')} step={t('account.recover_title')}>
      <RecoverForm realm="seeker" onBack={() => go('signin')} onTrouble={(error) => { trouble.value = error; }} trouble={trouble.value !== null && <Failure error={trouble.value} />}
        onCode={(code, only) => { watchOver(); trouble.value = null; made.value = { code, only }; }} />
    </View>
  );
}
