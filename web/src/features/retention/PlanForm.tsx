import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { TextField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { mostCloseDays, mostYears, reasons, wholeNumber, type KeepReason, type Plan } from './retention';

interface Props {
  /** Null: nothing is chosen yet. */
  plan: Plan | null;
  /** Whether the time after closing is asked too. */
  closing: boolean;
  busy: boolean; go: string; trouble?: ComponentChildren; onPlan: (plan: Plan) => void;
}

/** Erase or keep, for how long and why: in plain words, nothing chosen beforehand. */
export function PlanForm({ plan, closing, busy, go, trouble, onPlan }: Props) {
  const mode = useSignal(plan === null ? '' : plan.years > 0 ? 'keep' : 'erase');
  const years = useSignal(plan && plan.years > 0 ? String(plan.years) : '');
  const days = useSignal(String(plan?.closeDays ?? 180));
  const reason = useSignal<string>(plan?.reason ?? '');
  const faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { mode, years, reason, days });
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const keep = mode.value === 'keep', count = keep ? wholeNumber(years.value, mostYears) : 0, after = wholeNumber(days.value, mostCloseDays);
    const found: Fault[] = [];
    if (mode.value === '') found.push({ field: 'mode', text: t('archive.need_mode') });
    if (count === null) found.push({ field: 'years', text: t('archive.need_years') });
    if (keep && reason.value === '') found.push({ field: 'reason', text: t('archive.need_reason') });
    if (after === null) found.push({ field: 'days', text: t('archive.need_days') });
    faults.value = found;
    if (found.length === 0) onPlan({ years: count!, closeDays: after!, reason: keep ? reason.value as KeepReason : '' });
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      <Summary faults={faults.value} />
      <Choices legend={t('archive.mode')} name="mode" value={mode} options={['erase', 'keep'].map((value) => ({ value, label: t(`archive.mode_${value}`) }))} />
      {mode.value === 'keep' && (
        <>
          <TextField id="years" label={t('archive.years')} hint={t('archive.years_hint')} mode="numeric" most={2} value={years} fault={faultOf(faults.value, 'years')} />
          <Choices legend={t('archive.why')} hint={t('archive.why_hint')} name="reason" value={reason} options={reasons.map((value) => ({ value, label: t(`archive.why_${value}`) }))} />
        </>
      )}
      {closing && <TextField id="days" label={t('archive.days')} hint={t('archive.days_hint')} mode="numeric" most={4} value={days} fault={faultOf(faults.value, 'days')} />}
      {trouble}
      <div class="buttons"><Button submit busy={busy}>{go}</Button></div>
    </form>
  );
}
