import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { canReckonPasswords, me } from '../../session/account';
import type { Typed } from '../../session/proof';
import { Button } from '../../ui/button/button';
import { PasswordField, TextField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';

interface Props {
  faults: Signal<readonly Fault[]>;
  /** What is done with it; the words of the main button, and of what stands beside it. */
  onTyped: (typed: Typed) => void; go: string; busy: boolean; trouble: ComponentChildren; beside: ComponentChildren;
}

/** The field that a wrong answer belongs to. */
export const proofField = (typed: Typed): string => ('code' in typed ? 'prove-code' : 'prove-password');

/** The password or the code, asked again before what cannot be undone. */
export function ProveForm({ faults, onTyped, go, busy, trouble, beside }: Props) {
  const password = useSignal(''), code = useSignal(''), nameless = !me.value?.name;
  const byCode = useSignal(nameless || !canReckonPasswords());
  useMending(faults, { 'prove-password': password, 'prove-code': code });
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const typed: Typed = byCode.value ? { code: code.value } : { password: password.value };
    if ((byCode.value ? code.value.trim() : password.value) === '') faults.value = [{ field: proofField(typed), text: t(byCode.value ? 'erasure.fault_code' : 'erasure.fault_password') }];
    else onTyped(typed);
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      <Summary faults={faults.value} />
      {byCode.value
        ? <TextField id="prove-code" label={t('erasure.code')} value={code} mono capitals="characters" fault={faultOf(faults.value, 'prove-code')} />
        : <PasswordField kind="current" id="prove-password" label={t('erasure.password')} hint={t('erasure.password_hint')} value={password} fault={faultOf(faults.value, 'prove-password')} />}
      {trouble}
      <div class="buttons">
        <Button kind="danger" submit busy={busy}>{go}</Button>
        {beside}
        {!nameless && canReckonPasswords() && <Button kind="plain" busy={busy} onPress={() => { byCode.value = !byCode.value; faults.value = []; }}>{t(byCode.value ? 'erasure.by_password' : 'erasure.by_code')}</Button>}
      </div>
    </form>
  );
}
