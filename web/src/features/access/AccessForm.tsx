import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { canReckonPasswords } from '../../session/account';
import { Button } from '../../ui/button/button';
import { PasswordField, TextField } from '../../ui/field/field';
import { View } from '../../ui/frame/view';
import { StatusLine, say } from '../../ui/status/status';
import { Steps } from '../../ui/steps/steps';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { access, faults as find } from './access';
import { suggestName, suggestPassword } from './suggest';

interface Props {
  faults: Signal<readonly Fault[]>; busy: boolean;
  /** Called when everything typed can be accepted. */
  onSend: () => void; onBack: () => void; onTrouble: (error: unknown) => void;
  /** The access is made to write on later; nothing is sent. */
  later: boolean;
  /** Who can read, how long it stays; what went wrong the last time. */
  facts: ComponentChildren; trouble?: ComponentChildren;
}

/** Step 2: a name and a password of one's own, or the return code alone. */
export function AccessForm({ faults, busy, onSend, onBack, onTrouble, later, facts, trouble }: Props) {
  const looking = useSignal(false);
  useMending(faults, { name: access.name, password: access.password });
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy || looking.value) return;
    looking.value = true;
    try {
      const found = await find();
      faults.value = found;
      if (!found.length) onSend();
    } catch (error) { onTrouble(error); } finally { looking.value = false; }
  };
  const turn = () => { access.codeOnly.value = !access.codeOnly.value; faults.value = []; document.querySelector<HTMLElement>('h1')?.focus(); };
  const working = busy || looking.value;
  return (
    <View title={t('access.heading')} step={t('access.title')} before={!later && <Steps at={2} of={2} />}>
      <form class="stack" autocomplete="off" noValidate onSubmit={send}>
        <Summary faults={faults.value} />
        {access.codeOnly.value ? <CodeOnly faults={faults.value} lead={t(later ? 'access.later' : 'access.code_lead')} /> : <NameAndPassword faults={faults.value} lead={t(later ? 'access.later' : 'access.lead')} />}
        {facts}
        {trouble}
        <StatusLine />
        <div class="buttons">
          <Button submit busy={working}>{t(later ? working ? 'access.keeping' : 'access.keep' : working ? 'access.sending' : 'access.send')}</Button>
          <Button kind="plain" busy={working} onPress={onBack}>{t('access.back')}</Button>
        </div>
        {canReckonPasswords() && <Button kind="plain" busy={working} onPress={turn}>{t(access.codeOnly.value ? 'access.with_password' : 'access.code_only')}</Button>}
      </form>
    </View>
  );
}

const suggest = (draw: () => Promise<string>, into: Signal<string>, field: string, done?: () => void) => async () => {
  try { into.value = await draw(); done?.(); document.getElementById(field)?.focus(); } catch { say(t('password.no_words'), 'warn'); }
};

interface Fields { faults: readonly Fault[]; lead: string }

function NameAndPassword({ faults, lead }: Fields) {
  const shown = useSignal(false);
  return (
    <>
      <p>{lead}</p>
      <TextField id="name" passing label={t('access.name')} value={access.name} fault={faultOf(faults, 'name')} hint={t('access.name_hint')}
        after={<><Offered /><Button kind="plain" onPress={suggest(suggestName, access.name, 'name')}>{t('access.suggest_name')}</Button></>} />
      <PasswordField kind="new" id="password" label={t('access.password')} value={access.password} fault={faultOf(faults, 'password')} hint={t('password.hint')} shown={shown}
        after={<Button kind="plain" onPress={suggest(suggestPassword, access.password, 'password', () => { shown.value = true; })}>{t('password.suggest_password')}</Button>} />
    </>
  );
}

/** After "taken": three others, each one press away. */
const Offered = () => (access.offered.value.length === 0 ? null : (
  <div class="suggestions" role="group" aria-label={t('access.offered')}>
    {access.offered.value.map((name) => <Button key={name} kind="quiet" onPress={() => { access.name.value = name; document.getElementById('name')?.focus(); }}>{name}</Button>)}
  </div>
));

function CodeOnly({ faults, lead }: Fields) {
  return (
    <>
      <p>{lead}</p>
      <TextField id="name" label={t('access.name')} free value={access.name} fault={faultOf(faults, 'name')} hint={t('access.code_name_hint')}
        after={<Button kind="plain" onPress={suggest(suggestName, access.name, 'name')}>{t('access.suggest_name')}</Button>} />
    </>
  );
}
