import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Me } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { canReckonPasswords } from '../../session/account';
import { Button } from '../../ui/button/button';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { PasswordField, TextField } from '../../ui/field/field';
import { StatusLine, hush, say } from '../../ui/status/status';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { door, empty, enter } from './signin';

interface Props {
  onIn: () => void; onTrouble: (error: unknown) => void; trouble?: ComponentChildren;
  /** Whose page this is, if somebody is to come back to it. */
  before?: Me | null;
  /** A new password with the return code; not over a page of somebody's. */
  onForgotten?: () => void;
}

/** The form alone, for the page of its own and for the dialog over a page whose session has ended. */
export function SignInForm({ onIn, onTrouble, trouble, before = null, onForgotten }: Props) {
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  useMending(faults, { name: door.name, password: door.password, code: door.code });
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    faults.value = empty();
    if (faults.value.length) return;
    busy.value = true;
    say(t('signin.opening'));
    try {
      faults.value = await enter(before);
      hush();
      if (!faults.value.length) onIn();
    } catch (error) { hush(); onTrouble(error); } finally { busy.value = false; }
  };
  const turn = () => { door.byCode.value = !door.byCode.value; faults.value = []; };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={go}>
      <Summary faults={faults.value} />
      {!canReckonPasswords() && <p>{t('signin.no_password')}</p>}
      {door.byCode.value ? (
        <TextField id="code" label={t('signin.code')} value={door.code} mono capitals="characters" hint={t('signin.code_hint')} fault={faultOf(faults.value, 'code')} />
      ) : (
        <>
          <TextField id="name" passing label={t('signin.name')} value={door.name} fault={faultOf(faults.value, 'name')} />
          <PasswordField kind="current" id="password" label={t('signin.password')} value={door.password} fault={faultOf(faults.value, 'password')} />
        </>
      )}
      {trouble}
      <StatusLine />
      <div class="buttons">
        <Button submit busy={busy.value}>{busy.value ? t('signin.opening_short') : t('signin.enter')}</Button>
        {canReckonPasswords() && <Button kind="plain" busy={busy.value} onPress={turn}>{door.byCode.value ? t('signin.by_password') : t('signin.by_code')}</Button>}
      </div>
      <Disclosure label={t('signin.lost')}>
        {onForgotten && <><p>{t('signin.forgotten_text')}</p><Button kind="quiet" busy={busy.value} onPress={onForgotten}>{t('signin.forgotten')}</Button></>}
        <p>{t('signin.lost_text')}</p>
      </Disclosure>
    </form>
  );
}
