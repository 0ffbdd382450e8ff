// Signed in, but no lead has taken the person in yet.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { joinLive } from '../session/live';
import { renew } from '../session/staff';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { enterDesk } from './deskDoor';

export function DeskWaiting() {
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const check = async () => {
    busy.value = true;
    trouble.value = null;
    hush();
    try {
      await signedIn(renew);
      if (me.value?.state === 'active') enterDesk(); else say(t('desk.waiting_still'));
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  // Taken in meanwhile: the desk opens by itself.
  useEffect(() => joinLive((event) => {
    if (event.kind === 'directory' || event.kind === 'again') void renew().then((person) => { if (person.state === 'active') enterDesk(); }, () => undefined);
  }), []);
  return (
    <View title={t('desk.waiting_title')} step={t('desk.waiting_step')}>
      <div class="narrow stack">
        <p>{t('desk.waiting_text')}</p>
        <Failure told={told(trouble.value)} />
        <StatusLine />
        <div class="buttons"><Button busy={busy.value} onPress={check}>{t('desk.waiting_check')}</Button></div>
      </div>
    </View>
  );
}
