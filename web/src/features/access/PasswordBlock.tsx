import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { changePassword } from '../../session/access';
import { canReckonPasswords, me } from '../../session/account';
import { signedIn } from '../../session/again';
import { Failed } from '../../session/api';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { PasswordField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { NewPassword } from './NewPassword';
import { commonPasswords, passwordFault } from './rules';

/** Changing the password: the old one is asked, the return code stays, all other sessions end. */
export function PasswordBlock({ telling }: BlockProps) {
  const doing = useDoing(), open = useSignal(false);
  const changed = () => { open.value = false; };
  return (
    <Block id="password-block" title={t('account.password')} doing={doing} telling={telling}>
      <p>{t(me.value?.name ? 'account.password_text' : 'account.no_password')}</p>
      {!canReckonPasswords() && <p>{t('account.no_reckoning')}</p>}
      {open.value ? <Form doing={doing} onDone={changed} /> : canReckonPasswords() && me.value?.name && (
        <div class="buttons"><Button kind="quiet" onPress={() => { doing.said.value = ''; open.value = true; }}>{t('account.change_password')}</Button></div>
      )}
    </Block>
  );
}

function Form({ doing, onDone }: { doing: ReturnType<typeof useDoing>; onDone: () => void }) {
  const old = useSignal(''), fresh = useSignal(''), faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { 'old-password': old, 'new-password': fresh });
  const save = async (event: Event) => {
    event.preventDefault();
    if (doing.busy.value) return;
    faults.value = await find(old.value, fresh.value);
    if (faults.value.length) return;
    const done = await doing.act(async () => {
      try { await signedIn(() => changePassword(old.value, fresh.value)); } catch (error) {
        if (!(error instanceof Failed) || error.code !== 'sign_in_failed') throw error;
        faults.value = [{ field: 'old-password', text: t('account.fault_old') }];
      }
    }, '', t('account.saving'));
    if (!done || faults.value.length) return;
    doing.said.value = t('account.password_changed');
    onDone();
    document.getElementById('password-block-title')?.focus();
  };
  return (
    <form class="stack tight" autocomplete="off" noValidate onSubmit={save}>
      <Summary faults={faults.value} />
      <PasswordField kind="current" id="old-password" label={t('account.old_password')} value={old} fault={faultOf(faults.value, 'old-password')} />
      <NewPassword id="new-password" value={fresh} fault={faultOf(faults.value, 'new-password')} />
      <div class="buttons">
        <Button submit busy={doing.busy.value}>{t('account.save')}</Button>
        <Button kind="plain" busy={doing.busy.value} onPress={onDone}>{t('account.cancel')}</Button>
      </div>
    </form>
  );
}

/** What cannot be accepted, in words. */
async function find(old: string, fresh: string): Promise<Fault[]> {
  const found: Fault[] = old ? [] : [{ field: 'old-password', text: t('account.fault_old_empty') }];
  const weak = await newPasswordFault(fresh, me.value?.name ?? '');
  if (weak) found.push({ field: 'new-password', text: weak });
  else if (old && old === fresh) found.push({ field: 'new-password', text: t('account.fault_same') });
  return found;
}

/** In words, or null. */
export async function newPasswordFault(password: string, name: string): Promise<string | null> {
  const weak = passwordFault(password, name, await commonPasswords());
  return weak && t(`password.${weak}`);
}
