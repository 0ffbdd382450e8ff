import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { SignInForm } from '../features/account/SignInForm';
import { door } from '../features/account/signin';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { Failed } from '../session/api';
import { Dialog } from '../ui/dialog/dialog';
import { hush } from '../ui/status/status';
import { ExitLink } from './ExitLink';
import { Failure } from './Failure';
import { watchOver } from './leave';

export const signedOut = (error: unknown): boolean => error instanceof Failed && error.code === 'signed_out';

/** The session is gone, the page is not: signing in again over it. What was typed stays where it is (UX 4.1). */
export function Relogin({ onIn, kept = false }: { onIn: () => void; kept?: boolean }) {
  const trouble = useSignal<unknown>(null);
  const closed = useSignal(false);
  useEffect(() => {
    hush();
    if (me.value?.name) door.name.value = me.value.name; else if (me.value) door.byCode.value = true;
  }, []);
  if (closed.value) return <p><button class="button quiet" type="button" onClick={() => { closed.value = false; }}>{t('signin.again')}</button></p>;
  return (
    <Dialog title={t('signin.gone')} onClose={() => { closed.value = true; }} exit={<ExitLink />}>
      <p>{t(kept ? 'signin.gone_kept' : 'signin.gone_text')}</p>
      <SignInForm onIn={() => { watchOver(); onIn(); }} onTrouble={(error) => { trouble.value = error; }} trouble={trouble.value !== null && <Failure error={trouble.value} kept={kept} />} />
    </Dialog>
  );
}
