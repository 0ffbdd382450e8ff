// Today: the pool and one's own cases, side by side.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CaseList } from '../features/desk/CaseList';
import { loadCases, need, rows, waiting } from '../features/desk/cases';
import { counted, go, languageName, topicName, unread } from '../features/desk/desk';
import { PoolList } from '../features/pool/PoolList';
import { entries, loadEntries } from '../features/pool/entries';
import { t } from '../i18n/i18n';
import { clock } from '../i18n/age';
import { inWordsDate } from '../i18n/moment';
import { me } from '../session/account';
import { checked } from '../session/agency';
import { signedIn } from '../session/again';
import { renew } from '../session/staff';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine } from '../ui/status/status';

export function DeskToday() {
  const intake = () => me.value?.roles.includes('intake') ?? false;
  const now = useSignal(Date.now());
  const busy = useSignal(false);
  const loaded = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const load = async () => {
    busy.value = true;
    trouble.value = null;
    try {
      await signedIn(async () => {
        await renew();
        await Promise.all([loadCases(), intake() ? loadEntries() : undefined]);
      });
      now.value = Date.now();
      loaded.value = true;
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  useEffect(() => { void load(); }, []);
  const count = entries.value.length + waiting(rows.value);
  useEffect(() => { unread.value = count; }, [count]);
  const old = checked.value?.notices.find((notice) => notice.code === 'old');
  const next = rows.value.find((r) => need(r.row) === 'waits')?.row ?? entries.value[0]?.row;
  const open = (id: string) => go(rows.value.some((r) => r.row.id === id) ? { name: 'case', id } : { name: 'enquiry', id });
  return (
    <View title={t('desk.today')} step={counted.value + t('desk.today')}>
      <div class="desk-head">
        <p class="soft">{loaded.value ? `${count === 0 ? t('desk.all_answered') : ''} ${t('desk.as_of', { time: clock(now.value) })}` : t('desk.loading')}</p>
        <div class="row">
          {next && <Button onPress={() => open(next.id)}>{t('desk.next')}</Button>}
          <Button kind="quiet" busy={busy.value} onPress={load}>{t('desk.reload')}</Button>
        </div>
      </div>
      <StatusLine />
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={load}>{t('desk.try_again')}</Button></Failure>
      {old && <Notice kind="warn"><p>{t('desk.old_directory', { since: inWordsDate(new Date(`${old.since ?? ''}T12:00:00`).getTime()) })}</p></Notice>}
      <div class="halves">
        {intake() && (
          <section class="list" aria-labelledby="pool-title">
            <h2 id="pool-title">{t('pool.title')} <span class="count">{loaded.value && entries.value.length}</span></h2>
            {loaded.value && <PoolList entries={entries.value} now={now.value} topic={topicName} language={languageName} onOpen={(id) => go({ name: 'enquiry', id })} />}
          </section>
        )}
        <section class="list" aria-labelledby="cases-title">
          <h2 id="cases-title">{t('desk.cases')} <span class="count">{loaded.value && rows.value.length}</span></h2>
          {loaded.value && <CaseList rows={rows.value} now={now.value} topic={topicName} language={languageName} intake={intake()} onOpen={(id) => go({ name: 'case', id })} />}
        </section>
      </div>
    </View>
  );
}
