import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { answer, lastDay, waiting, type Waiting } from '../features/erasure/order';
import { inWordsDate } from '../i18n/moment';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { speakApart } from '../session/assets';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { Failure, WhomToCall } from './Failure';
import { erased, leave } from './leave';

/** A case whose deletion was asked for elsewhere (UX R8, PROTOCOL 2.8.18): nobody reads in it, and the person whose it is decides. */
export function Ordered({ id, onAnswered, onBack }: { id: string; onAnswered: () => Promise<void>; onBack?: (() => void) | undefined }) {
  const order = useSignal<Waiting | null>(null), failed = useSignal<unknown>(null), busy = useSignal(false);
  const act = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    try { await signedIn(work); } catch (error) { hush(); failed.value = error; } finally { busy.value = false; }
  };
  const load = () => act(async () => {
    await speakApart();
    order.value = await waiting(id);
    if (!order.value) await onAnswered();
  });
  useEffect(() => { void load(); }, []);
  const decide = (what: 'now' | 'keep') => () => void act(async () => {
    if (what === 'now') say(t('erasure.going'));
    const gone = await answer(id, what, order.value?.checked ?? { mode: 'delete', years: 0, account: false });
    if (gone) { erased(gone); return; }
    say(t(what === 'now' ? 'erasure.order_done' : 'erasure.order_kept'));
    await onAnswered();
  });
  const shown = order.value;
  return (
    <View title={t(shown ? 'erasure.order_title' : 'case.heading')} step={t('case.title')}>
      {!shown && failed.value === null && <p>{t('app.loading')}</p>}
      {shown && <What shown={shown} />}
      {failed.value !== null && <Failure error={failed.value} again={() => void load()} busy={busy.value} />}
      <StatusLine />
      <div class="buttons">
        {shown && <Button busy={busy.value} onPress={decide('keep')}>{t('erasure.order_keep')}</Button>}
        {shown?.checked && <Button kind="danger" busy={busy.value} onPress={decide('now')}>{t('erasure.order_now')}</Button>}
      </div>
      <div class="buttons">
        {onBack && <Button kind="quiet" onPress={onBack}>{t('case.back')}</Button>}
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}

function What({ shown: { checked, runsAt } }: { shown: Waiting }) {
  if (!checked) return <><p>{t('erasure.order_broken')}</p><p>{t('erasure.order_runs', { date: inWordsDate(runsAt) })}</p><WhomToCall /></>;
  return (
    <>
      <p class="lead">{t('erasure.order', { who: checked.alias, date: inWordsDate(checked.at) })}</p>
      <p>{t('erasure.order_runs', { date: inWordsDate(runsAt) })} {t('erasure.order_lead')}</p>
      <p>{checked.mode === 'delete' ? t('erasure.order_delete') : t('erasure.order_seal', { date: inWordsDate(lastDay(checked.years, runsAt)) })} {checked.account && t('erasure.order_account')}</p>
    </>
  );
}
