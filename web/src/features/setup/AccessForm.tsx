import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { language, t } from '../../i18n/i18n';
import { Failed } from '../../session/api';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { PasswordField, TextField } from '../../ui/field/field';
import { StatusLine, hush, say } from '../../ui/status/status';
import { Summary, faultOf, type Fault } from '../../ui/summary/summary';
import { make, typed, type Weak } from './access';

interface Props { kind: 'setup' | 'join'; token: string; intro: ComponentChildren; weak: Weak; onMade: (code: string) => void;
  /** The server knows the link no more: it is looked up again. */
  onGone: () => Promise<void>;
}

/** Name, password, and the name that seekers read. */
export function AccessForm({ kind, token, intro, weak, onMade, onGone }: Props) {
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    say(t('setup.making'));
    try {
      const end = await make({ kind, token, lang: language.value }, weak);
      hush();
      if ('code' in end) onMade(end.code); else faults.value = end.faults;
    } catch (error) {
      hush();
      if (error instanceof Failed && (error.code === 'not_found' || error.code === 'conflict')) await onGone();
      trouble.value = error;
    } finally { busy.value = false; }
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      {intro}
      <Summary faults={faults.value} />
      <TextField id="name" passing label={t('setup.field_name')} value={typed.name} hint={t('setup.name_hint')} fault={faultOf(faults.value, 'name')} />
      <PasswordField kind="new" id="password" label={t('setup.field_password')} value={typed.password} hint={t('setup.password_hint')} fault={faultOf(faults.value, 'password')} />
      <TextField id="alias" label={t('setup.field_alias')} value={typed.alias} hint={t('setup.alias_hint')} fault={faultOf(faults.value, 'alias')} />
      <Failure told={told(trouble.value, true)} />
      <StatusLine />
      <div class="buttons"><Button submit busy={busy.value}>{t(busy.value ? 'setup.making' : 'setup.make')}</Button></div>
    </form>
  );
}
