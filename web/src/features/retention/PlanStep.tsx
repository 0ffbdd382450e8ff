import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { told } from '../../session/trouble';
import { Failure } from '../../ui/failure/failure';
import { StatusLine, hush, say } from '../../ui/status/status';
import { PlanForm } from './PlanForm';
import type { Plan } from './retention';

/** What becomes of cases at their end: asked before the keys are made, because keeping needs one of its own. */
export function PlanStep({ onPlan }: { onPlan: (plan: Plan) => Promise<void> }) {
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const choose = async (plan: Plan) => {
    busy.value = true;
    trouble.value = null;
    say(t('setup.sheet_making'));
    try { await onPlan(plan); } catch (error) { trouble.value = error; } finally { busy.value = false; hush(); }
  };
  return (
    <div class="stack">
      <p>{t('archive.setup_text')}</p>
      <PlanForm plan={null} closing={false} busy={busy.value} go={t(busy.value ? 'setup.sheet_making' : 'archive.go_on')} onPlan={(plan) => void choose(plan)}
        trouble={<><Failure told={told(trouble.value)} /><StatusLine /></>} />
    </div>
  );
}
