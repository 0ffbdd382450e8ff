import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { SignInForm } from '../features/account/SignInForm';
import { clear, door } from '../features/account/signin';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { unsaved } from '../session/draft';
import { Dialog } from '../ui/dialog/dialog';
import { hush } from '../ui/status/status';
import { ExitLink } from './ExitLink';
import { Failure } from './Failure';
import { watchOver } from './leave';

/** The session is gone, the page is not: signing in again over it, then the action goes on. What was typed stays where it is (UX 4.1). */
export function Relogin({ answer }: { answer: (signedIn: boolean) => void }) {
  const trouble = useSignal<unknown>(null);
  const kept = unsaved();
  useEffect(() => {
    hush();
    if (me.value?.name) door.name.value = me.value.name; else if (me.value) door.byCode.value = true;
    return clear;
  }, []);
  return (
    <Dialog title={t('signin.gone')} onClose={() => answer(false)} exit={<ExitLink />}>
      <p>{t(kept ? 'signin.gone_kept' : 'signin.gone_text')}</p>
      <SignInForm before={me.value} onIn={() => { watchOver(); answer(true); }} onTrouble={(error) => { trouble.value = error; }} trouble={trouble.value !== null && <Failure error={trouble.value} kept={kept} />} />
    </Dialog>
  );
}
