// The lead's overview: what is overdue, who has how many. Dates and counts; nothing here could be opened.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { DueTable, LoadTable } from '../features/desk/OverviewTables';
import { counted } from '../features/desk/desk';
import { deadline, due } from '../features/desk/due';
import { counts, overview, type Overview } from '../features/desk/overview';
import { zone } from '../features/desk/today';
import { language, t, tn } from '../i18n/i18n';
import { clock } from '../i18n/moment';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Icon } from '../ui/icon/icon';
import { Notice } from '../ui/notice/notice';
import { onChange } from './deskLive';

export function DeskOverview() {
  const known = useSignal<Overview | null>(null);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const load = async () => {
    busy.value = true;
    trouble.value = null;
    try { known.value = await signedIn(() => overview(language.value)); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  useEffect(() => {
    void load();
    return onChange((event) => { if (event.kind !== 'directory' && !busy.value) void load(); });
  }, []);
  const now = known.value;
  return (
    <View title={t('desk.overview')} step={counted.value + t('desk.overview')}>
      <div class="desk-head">
        <p class="soft">{now ? t('desk.as_of', { time: clock(now.now) }) : trouble.value === null && t('desk.loading')}</p>
        <Button kind="quiet" busy={busy.value} onPress={load}>{t('desk.reload')}</Button>
      </div>
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={load}>{t('desk.try_again')}</Button></Failure>
      {now && <Found of={now} />}
    </View>
  );
}

function Found({ of }: { of: Overview }) {
  const total = counts(of, zone());
  const acute = of.rows.filter((row) => due(row, of.now, zone()) === 'acute');
  const late = of.rows.filter((row) => deadline(row, of.now, zone()) === 'overdue' && !acute.includes(row));
  const others = of.rows.filter((row) => !late.includes(row) && !acute.includes(row));
  return (
    <>
      {total.overdue === 0
        ? <Notice kind="ok"><p class="said"><Icon name="check" /><strong>{t('desk.none_overdue')}</strong></p></Notice>
        : <Notice kind="danger"><p class="said"><Icon name="alert" /><strong>{tn('desk.overdue', total.overdue)}</strong></p></Notice>}
      <p>{[tn('desk.due_now', total.today), tn('desk.untaken', total.pool)].join(' ')}</p>
      <div class="split overview">
        <div class="stack">
          <Part id="acute" rows={acute} of={of} />
          <Part id="overdue" rows={late} of={of} />
          <Part id="open" rows={others} of={of} />
        </div>
        <section class="list" aria-labelledby="load-title">
          <h2 id="load-title">{t('desk.load')}</h2>
          <LoadTable people={of.people} mine={me.value?.uid ?? ''} />
          <p class="soft">{t('desk.load_hint')}</p>
        </section>
      </div>
    </>
  );
}

const Part = ({ id, rows, of }: { id: 'acute' | 'overdue' | 'open'; rows: Overview['rows']; of: Overview }) => (rows.length === 0 && id !== 'open' ? null : (
  <section class="list" aria-labelledby={`part-${id}`}>
    <h2 id={`part-${id}`}>{t(`desk.part_${id}`)} <span class="count">{rows.length}</span></h2>
    {rows.length > 0 ? <DueTable rows={rows} of={of} zone={zone()} /> : <p class="soft empty">{t('desk.part_none')}</p>}
  </section>
));
