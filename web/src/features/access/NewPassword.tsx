import { useSignal, type Signal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { PasswordField } from '../../ui/field/field';
import { suggestPassword } from './suggest';

/** One field for a password that is to be set; five words are offered. */
export function NewPassword({ id, value, fault }: { id: string; value: Signal<string>; fault: string | undefined }) {
  const shown = useSignal(false), none = useSignal(false);
  const suggest = async () => {
    try { value.value = await suggestPassword(); shown.value = true; document.getElementById(id)?.focus(); } catch { none.value = true; }
  };
  return (
    <PasswordField kind="new" id={id} label={t('account.new_password')} value={value} fault={fault} shown={shown} hint={t('password.hint')}
      after={none.value ? <p class="soft">{t('password.no_words')}</p> : <Button kind="plain" onPress={suggest}>{t('password.suggest_password')}</Button>} />
  );
}
