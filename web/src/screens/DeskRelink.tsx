// Sharing an earlier case with the account of this one (PROTOCOL 2.8.9), and what is said in a case that was shared.
import { useSignal } from '@preact/signals';
import type { Read } from '../features/desk/case';
import { topicName } from '../features/desk/desk';
import { closed, inPool, loadClosed, names, openNames, rows } from '../features/desk/today';
import { newKeysFor } from '../features/relink/epoch';
import { sameName, type Earlier } from '../features/relink/relink';
import { RelinkForm } from '../features/relink/RelinkForm';
import { inWordsDate } from '../i18n/moment';
import { t } from '../i18n/i18n';
import { checked } from '../session/agency';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { Notice } from '../ui/notice/notice';
import { say } from '../ui/status/status';
import { refresh } from './deskLive';

/** One's own cases, closed ones too, whose person goes by this name. Throws Failed, Refused. */
async function earlier(name: string, but: string): Promise<Earlier[]> {
  await refresh();
  for (let more = true, anew = true; more; anew = false) { await loadClosed(anew); more = closed.value?.more ?? false; }
  const own = [...rows.value.filter((row) => !inPool(row)), ...closed.value?.rows ?? []].filter(({ id }) => id !== but);
  await openNames(own.map(({ id }) => id));
  return own.filter(({ id }) => sameName(name, names.value.get(id)?.profile?.name ?? ''))
    .map((row) => ({ id: row.id, since: row.created, topic: row.topic, messages: row.last_order }));
}

/** Asked for before anything is shown: most cases never need it. */
export function DeskRelink({ now }: { now: Read }) {
  const open = useSignal(false), busy = useSignal(false), trouble = useSignal<unknown>(null);
  const act = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await signedIn(work); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  if (checked.value?.policy.relink !== 'confirmed') return null;
  return (
    <div class="card stack">
      <h2>{t('relink.title')}</h2>
      {!open.value && <><p>{t('relink.text')}</p><div class="row"><Button kind="quiet" onPress={() => { open.value = true; }}>{t('relink.open')}</Button></div></>}
      {open.value && <RelinkForm id={now.row.id} topic={topicName} find={(name) => earlier(name, now.row.id)} act={act} busy={busy.value} onShared={() => { open.value = false; say(t('relink.done')); }} />}
      <Failure told={told(trouble.value)} />
    </div>
  );
}

/** In the earlier case: another account reads along, and what is still written here comes from the one of before. */
export const DeskShared = ({ now: { row: { shared } } }: { now: Read }) =>
  (shared ? <Notice kind="warn"><p>{t('relink.shared', { date: inWordsDate(shared.at) })}</p><p>{t('relink.shared_ask')}</p></Notice> : null);

/** The person has said that somebody knows her password: who answers asks back, and then makes new keys. */
export function DeskExposed({ now, onDone }: { now: Read; onDone: () => Promise<void> }) {
  const busy = useSignal(false), trouble = useSignal<unknown>(null);
  const make = async () => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await signedIn(() => newKeysFor([now.row.id], () => undefined)); await onDone(); say(t('relink.keys_done')); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  if (!now.row.marks.includes('exposed')) return null;
  return (
    <Notice kind="warn">
      <p>{t('relink.exposed')}</p>
      <div class="row"><Button kind="quiet" busy={busy.value} onPress={() => void make()}>{t(busy.value ? 'relink.keys_going' : 'relink.keys')}</Button></div>
      <Failure told={told(trouble.value)} />
    </Notice>
  );
}
