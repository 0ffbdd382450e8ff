import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Refused } from '../../crypto/verbs';
import { t, tn } from '../../i18n/i18n';
import { canReckonPasswords, me } from '../../session/account';
import { signedIn } from '../../session/again';
import { Failed } from '../../session/api';
import { renewKeys, type Renewed } from '../../session/renew';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { PasswordField, TextField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { NewPassword } from './NewPassword';
import { newPasswordFault } from './PasswordBlock';

interface Props extends BlockProps { shown: (code: string, only: boolean, onDone: () => void) => ComponentChildren }

/** "Somebody knows my password": everything under new keys, a new password, a new code. `shown`: how the new code is shown. */
export function AlarmBlock({ telling, shown }: Props) {
  const doing = useDoing(), open = useSignal(false), renewed = useSignal<Renewed | null>(null), only = !me.value?.name;
  const noted = () => {
    const { dropped } = renewed.value!;
    renewed.value = null;
    doing.said.value = t('alarm.done') + (dropped ? ` ${tn('alarm.dropped', dropped)}` : '');
    document.getElementById('alarm-title')?.focus();
  };
  const able = only || canReckonPasswords();
  return (
    <Block id="alarm" title={t(only ? 'alarm.heading_code' : 'alarm.heading')} doing={doing} telling={telling}>
      {renewed.value ? shown(renewed.value.code, only, noted) : (
        <>
          <p>{t('alarm.text')}</p>
          <p>{t('alarm.limit')}</p>
          {!able && <p>{t('account.no_reckoning')}</p>}
          {open.value ? <Form doing={doing} only={only} onDone={(made) => { open.value = false; renewed.value = made; }} onCancel={() => { open.value = false; }} />
            : able && <div class="buttons"><Button kind="quiet" onPress={() => { doing.said.value = ''; open.value = true; }}>{t('alarm.begin')}</Button></div>}
        </>
      )}
    </Block>
  );
}

interface FormProps { doing: ReturnType<typeof useDoing>; only: boolean; onDone: (made: Renewed) => void; onCancel: () => void }

function Form({ doing, only, onDone, onCancel }: FormProps) {
  const old = useSignal(''), fresh = useSignal(''), faults = useSignal<readonly Fault[]>([]), busy = doing.busy.value;
  useMending(faults, { 'alarm-old': old, 'alarm-new': fresh });
  const wrong = () => { faults.value = [{ field: 'alarm-old', text: t(only ? 'account.fault_code' : 'account.fault_old') }]; };
  const go = async (event: Event) => {
    event.preventDefault();
    if (doing.busy.value) return;
    faults.value = await find();
    if (faults.value.length) return;
    let made: Renewed | null = null;
    await doing.act(async () => {
      try { made = await signedIn(() => (only ? renewKeys({ code: old.value }, null) : renewKeys({ password: old.value }, fresh.value))); } catch (error) {
        if (!((error instanceof Failed && error.code === 'sign_in_failed') || (error instanceof Refused && error.check === 'code'))) throw error;
        wrong();
      }
    }, '', t('alarm.working'));
    if (made) onDone(made);
  };
  const find = async (): Promise<Fault[]> => {
    const found: Fault[] = old.value.trim() ? [] : [{ field: 'alarm-old', text: t(only ? 'account.fault_code' : 'account.fault_old_empty') }];
    const weak = only ? null : await newPasswordFault(fresh.value, me.value?.name ?? '');
    if (weak) found.push({ field: 'alarm-new', text: weak });
    else if (!only && old.value && old.value === fresh.value) found.push({ field: 'alarm-new', text: t('account.fault_same') });
    return found;
  };
  return (
    <form class="stack tight" autocomplete="off" noValidate onSubmit={go}>
      <Summary faults={faults.value} />
      {only
        ? <TextField id="alarm-old" label={t('account.ask_code')} value={old} mono capitals="characters" fault={faultOf(faults.value, 'alarm-old')} />
        : <><PasswordField kind="current" id="alarm-old" label={t('account.old_password')} value={old} fault={faultOf(faults.value, 'alarm-old')} />
          <NewPassword id="alarm-new" value={fresh} fault={faultOf(faults.value, 'alarm-new')} /></>}
      <div class="buttons">
        <Button submit busy={busy}>{t('alarm.go')}</Button>
        <Button kind="plain" busy={busy} onPress={onCancel}>{t('account.cancel')}</Button>
      </div>
    </form>
  );
}
