import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { list, type Listed } from '../features/case/case';
import { CaseList } from '../features/case/CaseList';
import { begin } from '../features/enquiry/letter';
import { receipts, type Receipt } from '../features/erasure/order';
import { Receipts } from '../features/erasure/Receipts';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { speakApart } from '../session/assets';
import { drafts } from '../session/draft';
import { joinLive } from '../session/live';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { Second } from './Second';
import { inward, outward } from './back';
import { CaseView } from './CaseView';
import { Failure } from './Failure';
import { writeOn } from './first';
import { leave } from './leave';
import { go, open, trouble } from './state';
import { topicName } from './topic';

/** All cases of the account. Most people have one: it is opened at once. Who has only begun a letter goes on with it. */
export function Messages() {
  const cases = useSignal<readonly Listed[] | null>(null);
  const begun = useSignal<readonly string[]>([]);
  const gone = useSignal<readonly Receipt[]>([]);
  const failed = useSignal<unknown>(null);
  const over = useRef(false); // signed out or elsewhere: what comes late must not set anything, the page may be somebody else's by then
  const fetchAll = async () => {
    const found = await list(), known = new Set(found.map(({ row }) => row.id));
    const written = (await drafts()).filter((one) => one.kind === 'message' && !known.has(one.case)).map((one) => one.case);
    if (over.current) return; // nothing more is asked for a session that has ended meanwhile
    const told = await receipts();
    if (told.length) await speakApart();
    if (over.current) return;
    gone.value = told;
    begun.value = written;
    cases.value = found;
  };
  const load = async () => {
    failed.value = null;
    const slow = setTimeout(() => say(t('case.loading')), 1_000);
    try {
      await signedIn(fetchAll);
      if (over.current) return;
      hush();
      const [only] = cases.value ?? [];
      if (!open.value && only && cases.value?.length === 1 && !begun.value.length && !gone.value.length) open.value = only.row.id;
      if (!only && begun.value.length === 1) await goOn(begun.value[0]!);
    } catch (error) { if (!over.current) { hush(); failed.value = error; } } finally { clearTimeout(slow); }
  };
  const goOn = async (id: string) => { const refused = await writeOn(id); if (!over.current) { go('write'); trouble.value = refused; } };
  const start = (id: string) => void goOn(id).catch((error: unknown) => { failed.value = error; });
  useEffect(() => {
    const stop = joinLive((event) => ((event.kind === 'again' || event.kind === 'case') && cases.value && !open.value ? fetchAll() : undefined));
    void load();
    return () => { over.current = true; stop(); };
  }, []);
  useEffect(() => { if (!open.value && cases.value) void load(); }, [open.value]); // back from a case
  const back = cases.value && cases.value.length + begun.value.length + gone.value.length > 1 ? outward : undefined;
  const answered = async () => { await fetchAll(); if (!cases.value?.some(({ row }) => row.id === open.value)) open.value = null; };
  if (open.value && cases.value?.some(({ row }) => row.id === open.value && row.locked_until !== null)) {
    const id = open.value;
    return <Second key={id} show={({ Ordered }) => <Ordered id={id} onAnswered={answered} onBack={back} />} />;
  }
  if (open.value) return <CaseView key={open.value} id={open.value} onBack={back} onLocked={() => void signedIn(answered).catch(() => undefined)} />;
  return (
    <View title={t('case.list')} step={t('case.list_title')}>
      <StatusLine />
      {failed.value !== null && <Failure error={failed.value} again={load} />}
      {cases.value?.length === 0 && begun.value.length === 0 && <><p>{t('case.none')}</p><div class="buttons"><Button onPress={() => { begin(); go('write'); }}>{t('case.write')}</Button></div></>}
      {begun.value.map((id) => <div class="card" key={id}><h2>{t('case.begun')}</h2><p>{t('case.begun_text')}</p><Button onPress={() => start(id)}>{t('sent.write_on')}</Button></div>)}
      {cases.value && cases.value.length > 0 && <CaseList cases={cases.value} topic={topicName} onOpen={(id) => { inward(); open.value = id; }} />}
      {gone.value.length > 0 && <Receipts all={gone.value} />}
      <div class="buttons">
        <Button kind="quiet" onPress={() => { inward(); go('settings'); }}>{t('settings.heading')}</Button>
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}
