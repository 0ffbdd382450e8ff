import { useSignal } from '@preact/signals';
import type { Contact } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Dial } from '../../ui/crisis/crisis';
import { Failure } from '../../ui/failure/failure';
import { TextField } from '../../ui/field/field';
import { StatusLine, hush, say } from '../../ui/status/status';
import { typed } from './access';

interface Props { contact: Contact; askAlias: boolean; onRight: (alias: string | null) => Promise<void> }

/** The numbers that will be signed, to be confirmed by a person. `askAlias`: the set-up goes on after a new sign-in. */
export function Numbers({ contact, askAlias, onRight }: Props) {
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const fault = useSignal<string | undefined>(undefined);
  const right = async () => {
    fault.value = askAlias && !typed.alias.value.trim() ? t('setup.need_alias') : undefined;
    if (fault.value) return;
    busy.value = true;
    trouble.value = null;
    say(t('setup.sheet_making'));
    try { await onRight(askAlias ? typed.alias.value.trim() : null); } catch (error) { trouble.value = error; } finally { busy.value = false; hush(); }
  };
  return (
    <div class="stack">
      <p>{t('setup.numbers_text')}</p>
      <div class="card">
        <dl class="crisis-list">
          <div><dt>{t('setup.numbers_phone')}</dt><dd><Dial number={contact.phone} /></dd></div>
          {contact.emergency.map((n) => <div key={n.label + n.number}><dt>{n.label}</dt><dd><Dial number={n.number} /></dd></div>)}
        </dl>
      </div>
      {askAlias && <TextField id="alias" label={t('setup.field_alias')} value={typed.alias} hint={t('setup.alias_hint')} fault={fault.value} />}
      <p class="soft">{t('setup.numbers_wrong')}</p>
      <Failure told={told(trouble.value)} />
      <StatusLine />
      <div class="buttons"><Button busy={busy.value} onPress={right}>{t(busy.value ? 'setup.sheet_making' : 'setup.numbers_ok')}</Button></div>
    </div>
  );
}
