import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t, tn } from '../../i18n/i18n';
import { signedIn } from '../../session/again';
import { Button } from '../../ui/button/button';
import { Notice } from '../../ui/notice/notice';
import { newKeysFor } from './epoch';

/** A colleague has left who may have known the keys of these cases: this browser makes new ones, one after the other. Nothing is shown where there is nothing to do. */
export function RotateTask({ ids, onDone }: { ids: readonly string[]; onDone: () => Promise<void> }) {
  const left = useSignal(0), failed = useSignal(false), busy = useSignal(false), all = ids.join(), now = useRef(ids);
  now.current = ids;
  const work = async () => {
    const of = now.current;
    if (busy.value || of.length === 0) return;
    busy.value = true;
    failed.value = false;
    left.value = of.length;
    try { await signedIn(() => newKeysFor(of, (count) => { left.value = of.length - count; })); left.value = 0; await onDone(); } catch { failed.value = true; } finally { busy.value = false; }
    if (now.current.join() !== of.join()) await work(); // more have come while it was busy
  };
  useEffect(() => { void work(); }, [all]);
  if (left.value === 0) return null;
  return (
    <Notice>
      <p role="status">{tn('relink.task', left.value)}</p>
      {failed.value && <><p>{t('archive.task_failed')}</p><Button kind="quiet" onPress={work}>{t('desk.try_again')}</Button></>}
    </Notice>
  );
}
