// Today: the one list of the desk, pool and own cases together, by what is due.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { GoneList } from '../features/erasure/GoneList';
import { goneOf, type Gone } from '../features/erasure/desk';
import { Filters } from '../features/desk/Filters';
import { TodayList } from '../features/desk/TodayList';
import { counted, go } from '../features/desk/desk';
import { RotateTask } from '../features/relink/RotateTask';
import { GrantTask } from '../features/retention/GrantTask';
import { firstRows, grouped, next } from '../features/desk/due';
import { allAnswered, closed, fetched, filter, groups, inPool, loadClosed, openNames, rows, serverNow, shown, zone, type Filter } from '../features/desk/today';
import type { Row } from '../crypto/wire';
import { t, tn } from '../i18n/i18n';
import { clock, inWordsDate } from '../i18n/moment';
import { me } from '../session/account';
import { checked } from '../session/agency';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine, hush } from '../ui/status/status';
import { arrived, refresh } from './deskLive';

const page = 50; // rows; more are shown on request, all of them real, so that the browser's search finds them
/** Kept while one is in a case, so that the way back leads to the same place. */
const place = { most: page, top: 0, row: null as string | null };
export const forgetPlace = (): void => { place.most = page; place.top = 0; place.row = null; };

const open = (row: Row): void => {
  place.top = scrollY;
  place.row = row.id;
  go(inPool(row) ? { name: 'enquiry', id: row.id } : { name: 'case', id: row.id });
};

/** Back from a case: where one was, with the focus on the row that was opened. */
function comeBack(): void {
  if (place.row === null) return;
  scrollTo(0, place.top);
  document.querySelector<HTMLElement>(`[data-row="${place.row}"]`)?.focus({ preventScroll: true });
  place.row = null;
}

export function DeskToday() {
  const now = useSignal(serverNow());
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const most = useSignal(place.most), erased = useSignal<readonly Gone[]>([]);
  const act = async (step: () => Promise<void>) => {
    busy.value = true;
    trouble.value = null;
    try { await signedIn(step); now.value = serverNow(); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const reload = () => act(refresh);
  const show = (count: number) => { most.value = count; place.most = count; };
  const choose = (which: Filter) => {
    hush();
    filter.value = which;
    show(page);
    if (which === 'closed') void act(() => loadClosed(true));
  };
  useEffect(() => {
    arrived.value = ''; // what came before was told where one was
    void reload();
    void goneOf().then((rows) => { erased.value = rows; }, () => undefined); // said beside the list, never in its way
    comeBack();
    const tick = setInterval(() => { now.value = serverNow(); }, 20_000); // what was due later is due now
    return () => clearInterval(tick);
  }, []);
  const list = groups(), visible = firstRows(list, most.value), all = shown().length;
  const ids = visible.flatMap((g) => g.rows.map((row) => row.id)), key = ids.join();
  useEffect(() => { if (ids.length) void openNames(ids).catch((error: unknown) => { trouble.value ??= error; }); }, [key, rows.value]);
  const loaded = fetched.value > 0 && (filter.value !== 'closed' || closed.value !== null);
  const first = next(filter.value === 'all' ? list : grouped(rows.value, now.value, zone()));
  return (
    <View title={t('desk.today')} step={counted.value + t('desk.today')}>
      <div class="desk-head">
        <p class="soft">{fetched.value ? `${allAnswered() ? `${t('desk.all_answered')} ` : ''}${t('desk.as_of', { time: clock(fetched.value) })}` : trouble.value === null && t('desk.loading')}</p>
        <div class="row">
          {first && <Button onPress={() => open(first)}>{t('desk.next')}</Button>}
          <Button kind="quiet" busy={busy.value} onPress={reload}>{t('desk.reload')}</Button>
        </div>
      </div>
      <Filters intake={me.value?.roles.includes('intake') ?? false} onChoose={choose} />
      <StatusLine />
      <p class="unseen" role="status">{arrived.value}</p>
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={reload}>{t('desk.try_again')}</Button></Failure>
      <OldDirectory />
      <GrantTask />
      <RotateTask ids={rows.value.filter((row) => !inPool(row) && row.counsellor === me.value?.uid && row.marks.includes('left')).map(({ id }) => id)} onDone={refresh} />
      {loaded && <TodayList groups={visible} now={now.value} zone={zone()} onOpen={open} />}
      {loaded && all === 0 && <p class="soft empty">{t(`desk.none_${filter.value}`)}</p>}
      <GoneList all={erased.value} />
      {loaded && <More all={all} shownNow={ids.length} busy={busy.value} onShow={show} onClosed={() => void act(() => loadClosed())} />}
    </View>
  );
}

/** The rest of a long list: fifty more, or all of them. Closed cases come from the server. */
function More({ all, shownNow, busy, onShow, onClosed }: { all: number; shownNow: number; busy: boolean; onShow: (count: number) => void; onClosed: () => void }) {
  const left = all - shownNow;
  if (left > 0) {
    return (
      <div class="row more-rows">
        <Button kind="quiet" onPress={() => onShow(shownNow + page)}>{tn('desk.more', Math.min(page, left))}</Button>
        {left > page && <Button kind="plain" onPress={() => onShow(all)}>{t('desk.more_all', { count: all })}</Button>}
        <p class="soft">{t('desk.more_of', { count: shownNow, all })}</p>
      </div>
    );
  }
  if (filter.value !== 'closed' || !closed.value?.more) return null;
  return <div class="row more-rows"><Button kind="quiet" busy={busy} onPress={() => { onShow(all + page); onClosed(); }}>{t('desk.more_closed')}</Button></div>;
}

function OldDirectory() {
  const old = checked.value?.notices.find((notice) => notice.code === 'old');
  return old ? <Notice kind="warn"><p>{t('desk.old_directory', { since: inWordsDate(new Date(`${old.since ?? ''}T12:00:00`).getTime()) })}</p></Notice> : null;
}
