import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Refused, type Me } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { canReckonPasswords } from '../../session/account';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { PasswordField, TextField } from '../../ui/field/field';
import { StatusLine, hush, say } from '../../ui/status/status';
import { Summary, faultOf, type Fault } from '../../ui/summary/summary';
import { door, empty, enter } from './enter';

interface Props { before?: Me | null; locked?: boolean; label?: string; onIn: () => void }

/** Name and password, or the return code. `before`: over a page of this person, whose session has ended. `locked`: whose desk it is is known, the password is enough. */
export function SignIn({ before = null, locked = false, label = t('desk.signin'), onIn }: Props) {
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  useEffect(() => {
    hush();
    if (before && (locked || !door.name.value)) door.name.value = before.name;
    if (locked) document.getElementById('password')?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    trouble.value = null;
    faults.value = empty();
    if (faults.value.length) return;
    busy.value = true;
    say(t(door.byCode.value ? 'desk.opening' : 'desk.opening_long'));
    try {
      faults.value = await enter(before, locked);
      hush();
      if (!faults.value.length) onIn();
    } catch (error) { hush(); trouble.value = error; } finally { busy.value = false; }
  };
  const turn = () => { door.byCode.value = !door.byCode.value; faults.value = []; hush(); };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      <Summary faults={faults.value} />
      {door.byCode.value ? (
        <TextField id="code" label={t('desk.field_code')} value={door.code} mono capitals="characters" hint={t('desk.code_hint')} fault={faultOf(faults.value, 'code')} />
      ) : (
        <>
          {!locked && <TextField id="name" passing label={t('desk.field_name')} value={door.name} fault={faultOf(faults.value, 'name')} />}
          <PasswordField kind="current" id="password" label={t('desk.field_password')} value={door.password} fault={faultOf(faults.value, 'password')} />
        </>
      )}
      <Failure told={told(trouble.value)}>
        {trouble.value instanceof Refused && ['A1', 'A2'].includes(trouble.value.check) && <Button kind="plain" pressed={door.anew.value} onPress={() => { door.anew.value = !door.anew.value; }}>{t('desk.chain_anew')}</Button>}
      </Failure>
      <StatusLine />
      <div class="buttons">
        <Button submit busy={busy.value}>{busy.value ? t('desk.opening') : label}</Button>
        {canReckonPasswords() && <Button kind="plain" busy={busy.value} onPress={turn}>{t(door.byCode.value ? 'desk.by_password' : 'desk.by_code')}</Button>}
      </div>
    </form>
  );
}
