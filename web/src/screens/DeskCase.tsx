// A case: its letters and the answer on one side, what is known, what can be done and the notes on the other.
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Refused } from '../crypto/verbs';
import { Deadline, laterInWords } from '../features/desk/Deadline';
import { Facts } from '../features/desk/Facts';
import { toLetter } from '../features/desk/LetterList';
import { Orders } from '../features/desk/Orders';
import { newest, readOlder, type Read } from '../features/desk/case';
import { counted, go, languageName, topicName } from '../features/desk/desk';
import { waits } from '../features/desk/due';
import { staffOf, type Names } from '../features/desk/letters';
import { mark, putBack, turn, type Done } from '../features/desk/order';
import { readAgain } from '../features/desk/sending';
import { readNow, serverNow, zone } from '../features/desk/today';
import { letGo, writing } from '../features/desk/writing';
import { ageInWords } from '../i18n/age';
import { t, tn } from '../i18n/i18n';
import { Failed } from '../session/api';
import { signedIn } from '../session/again';
import { aliases } from '../session/staff';
import { told } from '../session/trouble';
import { Badge } from '../ui/badge/badge';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { say } from '../ui/status/status';
import { DeskErase, DeskLocked, isLocked } from './DeskErase';
import { DeskNotes } from './DeskNotes';
import { DeskRecord } from './DeskRecord';
import { DeskExposed, DeskRelink, DeskShared } from './DeskRelink';
import { DeskTalk, answerIn } from './DeskTalk';
import { onChange, refresh } from './deskLive';

const gone = (error: unknown): boolean => error instanceof Failed && error.code === 'not_found';

/** What the page knows of the case, and how it is read again. `back`: this case is not one's own any more. */
function useCase(id: string) {
  const opened = useSignal<Read | null>(null);
  const names = useSignal<Names>(new Map());
  const trouble = useSignal<unknown>(null);
  const busy = useSignal(false);
  const lost = useSignal(false), locked = useSignal(false);
  const arrived = useSignal('');

  const show = async (fresh: Read) => {
    const authors = staffOf([...fresh.opened.messages, ...fresh.opened.notes]).filter((uid) => !names.value.has(uid));
    if (authors.length) { try { names.value = new Map([...names.value, ...await aliases(authors)]); } catch { /* "the team" is said instead */ } }
    opened.value = fresh;
  };
  /** One reading after the other, each from what is shown by then, so that a slow one never covers a newer one. */
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const reading = <T extends Read | null>(work: (known: Read | null) => Promise<T>): Promise<T> => {
    const next = turn.current.then(async () => { const fresh = await work(opened.value); if (fresh) await show(fresh); return fresh; });
    turn.current = next.catch(() => undefined);
    return next;
  };
  /** What somebody's step has brought. Where something else is shown by now than what it began from, the case is read again instead. */
  const brought = async (fresh: Read, from: Read): Promise<void> => {
    const shown = await reading(async (known) => (known === from ? fresh : null));
    if (!shown && !lost.value) await follow();
  };
  const older = async (kind: 'messages' | 'notes'): Promise<void> => { await reading(async (known) => known && readOlder(known, kind)); };
  const looking = useRef<Promise<void> | null>(null), again = useRef(false), leaving = useRef(new AbortController()), left = leaving.current.signal;
  useEffect(() => () => leaving.current.abort(), []);
  /** Because the server said that something has changed: one look at a time, which never stands in the way of what somebody does. */
  const follow = (): Promise<void> => {
    if (looking.current) { again.current = true; return looking.current; }
    looking.current = (async () => { do { again.current = false; await load(false, true); } while (again.current && !left.aborted); })().finally(() => { looking.current = null; });
    return looking.current;
  };
  const load = async (anyway = false, quiet = false) => {
    if (!quiet) { busy.value = true; trouble.value = null; }
    let before: number | null = null;
    try {
      const act = () => reading(async (known) => {
        before = known && newest(known);
        const fresh = await readAgain(id, known, anyway, left);
        const w = writing(id, 'message', answerIn(fresh.row.lang));
        if (!w.open.value) w.seen = newest(fresh);
        return fresh;
      });
      const fresh = await (quiet ? act() : signedIn(act));
      await readNow(id);
      locked.value = false;
      if (before !== null) arrived.value = arrivedSince(fresh, before) ?? arrived.value;
    } catch (error) {
      if (left.aborted) return;
      if (isLocked(error)) { opened.value = null; locked.value = true; letGo(id, true); } // closed at once: nobody reads in it
      else if (gone(error)) { opened.value = null; lost.value = true; letGo(id, true); } // the text is closed again at once
      else if (!quiet) trouble.value = error;
    } finally { if (!quiet) busy.value = false; }
  };
  return { opened, names, trouble, busy, lost, locked, arrived, brought, older, load, follow };
}

/** A message that came while the case is open is said once, with its beginning; nothing moves. */
function arrivedSince({ opened }: Read, before: number): string | null {
  const first = opened.messages.find((m) => m.role === 'seeker' && m.order > before);
  return first ? `${t('desk.arrived_from', { name: opened.profile?.name ?? t('desk.nameless') })} ${first.text.replace(/\s+/g, ' ').slice(0, 100)}` : null;
}

export function DeskCase({ id }: { id: string }) {
  const { opened, names, trouble, busy, lost, locked, arrived, brought, older, load, follow } = useCase(id);
  const from = useSignal(Infinity);
  useEffect(() => {
    void load();
    return onChange((event) => { if (event.kind === 'again' || event.case === id) void follow(); });
  }, [id]);
  const now = opened.value;
  if (lost.value) return <Lost />;
  if (locked.value) return <DeskLocked id={id} onOpen={() => load()} />;
  const profile = now?.opened.profile ?? null;
  const title = now ? profile?.name ?? t('desk.case_sealed') : t('desk.case_step');
  return (
    <View title={title} step={counted.value + t('desk.case_step')} before={<p class="back"><Button kind="plain" onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button></p>}>
      <p class="unseen" role="status">{arrived.value}</p>
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={() => load()}>{t('desk.try_again')}</Button></Failure>
      {!now && trouble.value === null && <p class="soft">{t('desk.loading_case')}</p>}
      {now && (
        <>
          {now.opened.refused && <Failure told={told(new Refused(now.opened.refused))} />}
          <DeskShared now={now} />
          <DeskExposed now={now} onDone={follow} />
          <Head now={now} busy={busy.value} onReload={() => void load()} />
          <div class="split">
            <DeskTalk now={now} names={names.value} from={from} onRead={brought} onOlder={() => older('messages')} onAnyway={() => load(true)} onDue={() => void follow()} />
            <aside class="stack">
              {profile && <Facts profile={profile} topic={topicName(now.row.topic)} language={languageName(now.row.lang)} />}
              <CaseOrders now={now} trouble={trouble} busy={busy} onAgain={follow} />
              <DeskRelink now={now} />
              <DeskErase now={now} onLocked={() => load()} />
              <DeskNotes now={now} names={names.value} onRead={brought} onOlder={() => older('notes')} />
            </aside>
          </div>
          <DeskRecord now={now} names={names.value} />
        </>
      )}
    </View>
  );
}

/** By when an answer was promised stands first. */
function Head({ now, busy, onReload }: { now: Read; busy: boolean; onReload: () => void }) {
  const { row } = now, at = serverNow(), later = laterInWords(row, at, zone());
  return (
    <div class="desk-head">
      <div class="case-head">
        <p class="row tight">
          <Deadline row={row} now={at} zone={zone()} />
          {row.marks.includes('acute') && <Badge kind="danger">{t('desk.acute')}</Badge>}
          {row.marks.includes('exposed') && <Badge kind="warn">{t('desk.exposed')}</Badge>}
          {later && <span>{later}</span>}
        </p>
        <p class="soft">{[tn('desk.count', row.last_order), topicName(row.topic), t('desk.case_since', { age: ageInWords(row.created, at) })].filter(Boolean).join(' · ')}</p>
      </div>
      <div class="row">
        {now.messages.length > 2 && <Button kind="plain" onPress={() => toLetter(now.messages.at(-1)?.id ?? '')}>{t('desk.newest')}</Button>}
        <Button kind="quiet" busy={busy} onPress={onReload}>{t('desk.reload')}</Button>
      </div>
    </div>
  );
}

/** The steps of a case; after each the case is read again. */
function CaseOrders({ now, trouble, busy, onAgain }: { now: Read; trouble: Signal<unknown>; busy: Signal<boolean>; onAgain: () => Promise<void> }) {
  const drafts = (['message', 'note'] as const).map((kind) => writing(now.row.id, kind, ''));
  const begun = drafts.some((w) => w.keeper.text.value.trim() !== '' || w.keeper.other.value !== null);
  const act = async (step: () => Promise<Done>, then: () => void | Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try {
      const end = await signedIn(step);
      busy.value = false;
      if (end === 'changed') { await onAgain(); say(t('desk.changed'), 'warn'); return; }
      await then();
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const toToday = (said: string) => {
    void refresh().catch(() => undefined);
    go({ name: 'today' }, said);
  };
  const back = async (): Promise<Done> => {
    for (const w of drafts) await w.keeper.flush(); // whoever takes the case again oneself finds it
    return putBack(now);
  };
  const said = { rest: 'desk.rest_done', closed: 'desk.close_done', taken: 'desk.taken_done' } as const;
  const name = now.opened.profile?.name ?? t('desk.nameless');
  return (
    <Orders now={now} busy={busy.value} waiting={waits(now.row)} begun={begun}
      onTurn={(to, seen) => void act(() => turn(now, to, seen), async () => { if (to === 'taken') { await onAgain(); say(t(said[to])); } else toToday(t(said[to], { name })); })}
      onMark={() => void act(() => mark(now, now.row.marks.includes('acute') ? [] : ['acute']), async () => { await onAgain(); say(t(now.row.marks.includes('acute') ? 'desk.acute_done_off' : 'desk.acute_done')); })}
      onPutBack={() => void act(back, () => { toToday(t('desk.back_done', { name })); letGo(now.row.id, false); })} />
  );
}

/** Put back or taken away meanwhile, perhaps in another window. Nothing of it is left here. */
const Lost = () => (
  <View title={t('desk.lost_title')} step={counted.value + t('desk.case_step')}>
    <Notice>
      <p>{t('desk.lost_text')}</p>
      <Button onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button>
    </Notice>
  </View>
);
