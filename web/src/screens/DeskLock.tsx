// The locked desk: who it belongs to, the way back, the way out. Nothing else.
import { SignIn } from '../features/desk/SignIn';
import { t } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { leaveNow, unlocked, type Locked } from './deskDoor';

export function DeskLock({ lock }: { lock: Locked }) {
  return (
    <View title={t(lock.why === 'ended' ? 'desk.ended_title' : 'desk.locked_title')} step={t('desk.locked_step')}>
      <div class="narrow stack">
        <p>{t(`desk.locked_${lock.why}`)} {t(lock.saved ? 'desk.locked_saved' : 'desk.locked_unsaved')}</p>
        {lock.done ? (
          <div class="card stack">
            <p class="who"><strong translate={false}>{lock.me.alias ?? lock.me.name}</strong></p>
            <SignIn before={lock.me} locked label={t(lock.why === 'ended' ? 'desk.signin' : 'desk.unlock')} onIn={unlocked} />
          </div>
        ) : <p class="soft">{t('desk.locking')}</p>}
        <Button kind="plain" onPress={leaveNow}>{t('desk.signout')}</Button>
      </div>
    </View>
  );
}
