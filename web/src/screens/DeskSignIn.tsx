// The door of the desk: signing in, having signed out.
import { SignIn } from '../features/desk/SignIn';
import { t } from '../i18n/i18n';
import { agency } from '../session/agency';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { enterDesk, farewell } from './deskDoor';

export function DeskSignIn() {
  const said = farewell.value;
  return (
    <View title={t('desk.signin_title')} step={t('desk.signin')} quiet={said === null}>
      <div class="narrow stack">
        {said && <Notice><p>{t(`desk.${said}`)}</p></Notice>}
        {agency.value && <p class="lead">{t('desk.signin_for', { agency: agency.value.name })}</p>}
        {agency.value?.setup === 'new' && <Notice kind="warn"><p>{t('setup.not_ready')}</p></Notice>}
        <div class="card"><SignIn onIn={enterDesk} /></div>
        <p class="soft">{t('desk.not_staff')} <a href={`/${agency.value?.short ?? ''}`}>{t('desk.to_agency')}</a></p>
      </div>
    </View>
  );
}
