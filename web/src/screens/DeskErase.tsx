// Deleting at the seeker's request (UX C7): the order, and a case for which one waits.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { takeBack, waitingFor } from '../features/erasure/desk';
import { OrderForm } from '../features/erasure/OrderForm';
import { counted, go } from '../features/desk/desk';
import type { Read } from '../features/desk/case';
import type { EraseOrder } from '../crypto/wire';
import { inWords, inWordsDate } from '../i18n/moment';
import { t } from '../i18n/i18n';
import { Failed } from '../session/api';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { say } from '../ui/status/status';

/** A case that cannot be read because an order waits for it (spec/api.md, 12). */
export const isLocked = (error: unknown): boolean => error instanceof Failed && error.problem?.field === 'locked';

/** The newest letters of the seeker, for the one in which it was asked. */
const letters = 6;

const filesOf = (now: Read): number => now.opened.messages.reduce((sum, { files }) => sum + files.length, 0);

function useStep() {
  const trouble = useSignal<unknown>(null), busy = useSignal(false);
  const act = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await signedIn(work); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  return { trouble, busy, act };
}

/** Asked for before anything is shown: most cases never need it. */
export function DeskErase({ now, onLocked }: { now: Read; onLocked: () => Promise<void> }) {
  const open = useSignal(false), { trouble, busy, act } = useStep();
  const asked = now.opened.messages.filter((m) => m.role === 'seeker' && m.state === 'open').slice(-letters).reverse();
  return (
    <div class="card stack">
      <h2>{t('order.title')}</h2>
      {!open.value && <div class="row"><Button kind="quiet" onPress={() => { open.value = true; }}>{t('order.open')}</Button></div>}
      {open.value && (
        <OrderForm id={now.row.id} counts={{ messages: now.row.last_order, files: filesOf(now) }} busy={busy.value} act={act}
          letters={asked.map((m) => ({ id: m.id, label: `${inWords(m.at)}: ${m.text.replace(/\s+/g, ' ').slice(0, 60)}` }))}
          onOrdered={(runsAt) => { say(t('order.done', { date: inWordsDate(runsAt) })); void onLocked(); }} />
      )}
      <Failure told={told(trouble.value)} />
    </div>
  );
}

/** Nobody reads or writes in it; the seeker decides, or the day comes. Who ordered it can take it back. */
export function DeskLocked({ id, onOpen }: { id: string; onOpen: () => Promise<void> }) {
  const order = useSignal<EraseOrder | null>(null), { trouble, busy, act } = useStep();
  const load = () => act(async () => { order.value = await waitingFor(id); if (order.value.order === null) await onOpen(); });
  useEffect(() => { void load(); }, [id]);
  const shown = order.value;
  return (
    <View title={t('order.title')} step={counted.value + t('desk.case_step')} before={<p class="back"><Button kind="plain" onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button></p>}>
      {!shown && trouble.value === null && <p class="soft">{t('desk.loading_case')}</p>}
      {shown?.runs_at && (
        <Notice kind="warn">
          <p>{t('order.locked', { date: inWordsDate(shown.runs_at) })}</p>
          <p>{t('order.locked_by', { who: t(shown.by_role === 'lead' ? 'order.by_lead' : 'order.by_counsellor') })}</p>
          <Button kind="quiet" busy={busy.value} onPress={() => void act(async () => { await takeBack(id); say(t('order.taken_back')); await onOpen(); })}>{t('order.take_back')}</Button>
        </Notice>
      )}
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={load}>{t('desk.try_again')}</Button></Failure>
    </View>
  );
}
