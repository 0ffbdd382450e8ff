import { useSignal } from '@preact/signals';
import { Refused } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { Failed } from '../../session/api';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Dialog } from '../../ui/dialog/dialog';
import { Failure } from '../../ui/failure/failure';
import { PasswordField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { handleOf, reasons } from './archive';
import type { To } from './export';

interface Props { id: string; exporting: boolean; /** What is being done, in words. */ doing: string; onClose: () => void; onOpen: (password: string, reason: string, to: To) => Promise<void> }

/** Asks why, and the password again: opening a sealed case is noted with both. */
export function Opening({ id, exporting, doing, onClose, onOpen }: Props) {
  const to = useSignal('archive');
  const reason = useSignal('');
  const password = useSignal('');
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  useMending(faults, { opening: reason, again: password });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    const found: Fault[] = [];
    if (reason.value === '') found.push({ field: 'opening', text: t('archive.need_reason_open') });
    if (password.value === '') found.push({ field: 'again', text: t('archive.need_password') });
    faults.value = found;
    trouble.value = null;
    if (found.length > 0) return;
    busy.value = true;
    try { await onOpen(password.value, reason.value, to.value as To); } catch (error) {
      const wrong = (error instanceof Failed && error.code === 'sign_in_failed') || (error instanceof Refused && error.check === 'password');
      if (wrong) faults.value = [{ field: 'again', text: t('archive.wrong_password') }]; else trouble.value = error;
    } finally { busy.value = false; }
  };
  return (
    <Dialog title={t(exporting ? 'archive.export_title' : 'archive.open_title', { handle: handleOf(id) })} onClose={onClose}>
      <p>{t(exporting ? 'archive.export_text' : 'archive.open_text')}</p>
      <form class="stack" autocomplete="off" noValidate onSubmit={(event) => void submit(event)}>
        <Summary faults={faults.value} />
        <Choices legend={t('archive.reason')} name="opening" value={reason} options={reasons.map((value) => ({ value, label: t(`archive.open_${value}`) }))} />
        {exporting && <Choices legend={t('archive.export_to')} name="to" value={to} options={[{ value: 'archive', label: t('archive.to_archive') }, { value: 'passphrase', label: t('archive.to_passphrase') }]} />}
        <PasswordField kind="current" id="again" label={t('archive.password')} value={password} fault={faultOf(faults.value, 'again')} />
        <Failure told={told(trouble.value)} />
        {busy.value && doing && <p role="status">{doing}</p>}
        <div class="buttons"><Button submit busy={busy.value}>{t(busy.value ? 'archive.opening' : exporting ? 'archive.export' : 'archive.open')}</Button></div>
      </form>
    </Dialog>
  );
}
