import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Dialog } from '../../ui/dialog/dialog';
import { Failure } from '../../ui/failure/failure';
import { TextField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { handleOf, holdReasons, mostMonths, type Shelf } from './archive';

interface Props { shelf: Shelf; onClose: () => void; onHold: (months: number, reason: string) => Promise<void>; onLoose: () => Promise<void> }

/** A case stays beyond its day, for a reason and a number of months; or no longer. */
export function Holding({ shelf, onClose, onHold, onLoose }: Props) {
  const reason = useSignal(shelf.hold?.reason ?? '');
  const months = useSignal('');
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  useMending(faults, { holding: reason, months });
  const act = async (step: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await step(); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const count = /^[1-9]\d?$/.test(months.value.trim()) ? Number(months.value) : 0;
    const found: Fault[] = [];
    if (reason.value === '') found.push({ field: 'holding', text: t('archive.need_reason_open') });
    if (count < 1 || count > mostMonths) found.push({ field: 'months', text: t('archive.need_months') });
    faults.value = found;
    if (found.length === 0) void act(() => onHold(count, reason.value));
  };
  return (
    <Dialog title={t('archive.hold_title', { handle: handleOf(shelf.id) })} onClose={onClose}>
      <p>{t('archive.hold_text')}</p>
      <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
        <Summary faults={faults.value} />
        <Choices legend={t('archive.reason')} name="holding" value={reason} options={holdReasons.map((value) => ({ value, label: t(`archive.why_hold_${value}`) }))} />
        <TextField id="months" label={t('archive.months')} hint={t('archive.months_hint')} mode="numeric" most={2} value={months} fault={faultOf(faults.value, 'months')} />
        <Failure told={told(trouble.value)} />
        <div class="buttons">
          <Button submit busy={busy.value}>{t('archive.hold')}</Button>
          {shelf.hold && <Button kind="quiet" busy={busy.value} onPress={() => void act(onLoose)}>{t('archive.loose')}</Button>}
        </div>
      </form>
    </Dialog>
  );
}
