// Retention, for leads: what the agency has signed about the end of a case, and signing something else.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Sheet } from '../crypto/verbs';
import { counted } from '../features/desk/desk';
import { PlanForm } from '../features/retention/PlanForm';
import { planOf, sheetFor, sign, without, type Plan } from '../features/retention/retention';
import { RelinkPolicy } from '../features/relink/RelinkPolicy';
import { SheetView } from '../features/setup/SheetView';
import { t, tn } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { agency, checked } from '../session/agency';
import { told } from '../session/trouble';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';

export function DeskRetention() {
  const left = useSignal(0);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const wish = useSignal<{ plan: Plan; sheet: Sheet } | null>(null);
  const signed = useSignal(false);
  const look = async () => { left.value = (await without()).all; };
  useEffect(() => { void signedIn(look).catch((error: unknown) => { trouble.value = error; }); }, []);
  const done = async (plan: Plan, typed: string | null) => {
    await signedIn(() => sign(plan, typed));
    wish.value = null;
    await look();
    signed.value = true;
  };
  const choose = async (plan: Plan) => {
    busy.value = true;
    trouble.value = null;
    signed.value = false;
    try {
      const sheet = await sheetFor(plan);
      if (sheet) wish.value = { plan, sheet }; else await done(plan, null);
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const policy = checked.value?.policy;
  if (!policy) return null;
  const asks = wish.value;
  if (asks) {
    return (
      <View key="sheet" title={t('archive.sheet')} step={t('archive.sheet')}>
        <div class="narrow stack"><SheetView sheet={asks.sheet} agency={agency.value?.name ?? ''} resumed={false} onConfirm={(typed) => done(asks.plan, typed)} /></div>
      </View>
    );
  }
  const plan = planOf(policy);
  return (
    <View key="plan" title={t('archive.retention')} step={counted.value + t('archive.retention')}>
      <div role="status">{signed.value && <Notice kind="ok"><p>{t('archive.signed')}</p></Notice>}</div>
      <div class="narrow stack">
        <section class="card stack" aria-labelledby="in-force">
          <h2 id="in-force">{t('archive.in_force')}</h2>
          <p>{plan.years > 0 ? tn('archive.kept', plan.years) : t('archive.erased')}</p>
          {plan.years > 0 && plan.reason !== '' && <p>{t('archive.because', { why: t(`archive.why_${plan.reason}`) })}</p>}
          <p>{tn('archive.after', plan.closeDays)}</p>
          {left.value > 0 && <Notice kind="warn"><p>{tn('archive.left', left.value)}</p></Notice>}
        </section>
        <section class="card stack" aria-labelledby="change">
          <h2 id="change">{t('archive.change')}</h2>
          <p class="soft">{t('archive.change_text')}</p>
          <PlanForm key={JSON.stringify(plan)} plan={plan} closing busy={busy.value} go={t(busy.value ? 'archive.signing' : 'archive.sign')} onPlan={(next) => void choose(next)}
            trouble={<Failure told={told(trouble.value)} />} />
        </section>
        <RelinkPolicy />
      </div>
    </View>
  );
}
