// The letters of a case, the answer that can still be taken back, and the box for the next one.
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { HeldLetter } from '../features/desk/HeldLetter';
import { LetterList, toLetter } from '../features/desk/LetterList';
import { Reply } from '../features/desk/Reply';
import type { Read } from '../features/desk/case';
import { languageName } from '../features/desk/desk';
import type { Names } from '../features/desk/letters';
import { takeBack } from '../features/desk/sending';
import { serverNow } from '../features/desk/today';
import { fetchDraft, putBackIntoBox, writing } from '../features/desk/writing';
import { along, attachments, load, returned } from '../features/files/attached';
import { Attach } from '../features/files/Attach';
import { Files } from '../features/files/Files';
import type { OpenMessage } from '../crypto/verbs';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { agency } from '../session/agency';
import { told, whomToCall } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure, WhomToCall } from '../ui/failure/failure';
import { Notice } from '../ui/notice/notice';
import { hush, say } from '../ui/status/status';

interface Props {
  now: Read; names: Names; from: Signal<number>;
  /** What a step has brought, and the reading it began from. */
  onRead: (fresh: Read, from: Read) => Promise<void>; onOlder: () => Promise<void>; onAnyway: () => void; onDue: () => void;
}

/** The language of an answer: that of the case, if the agency answers in it. */
export const answerIn = (lang: string): string => (agency.value?.languages.includes(lang) ? lang : agency.value?.languages[0] ?? lang);

export function DeskTalk({ now, names, from, onRead, onOlder, onAnyway, onDue }: Props) {
  const w = writing(now.row.id, 'message', answerIn(now.row.lang));
  const busy = useSignal<'older' | 'back' | null>(null);
  const trouble = useSignal<unknown>(null);
  const own = useRef(new Set<string>()); // taken back here
  useDraft(w, now, trouble);
  useReturned(w, now, own.current);
  const act = async (what: 'older' | 'back', step: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = what;
    trouble.value = null;
    hush();
    try { await signedIn(step); } catch (error) { trouble.value = error; } finally { busy.value = null; }
  };
  const back = (id: string) => act('back', async () => {
    const letter = now.opened.held.find((m) => m.id === id);
    own.current.add(id);
    const end = await takeBack(now, id);
    if (end.state === 'back' && letter) { putBackIntoBox(w, letter.text, letter.lang); returned(now.row.id); }
    await onRead(end.read, now);
    say(t(end.state === 'back' ? 'desk.taken_back' : 'desk.taken_back_late'), end.state === 'back' ? '' : 'warn');
    requestAnimationFrame(() => document.getElementById('answer')?.focus());
  });
  const crossed = (seen: number, first: string) => { from.value = seen; requestAnimationFrame(() => toLetter(first)); };
  const languages = (agency.value?.languages ?? []).map((value) => ({ value, label: languageName(value) }));
  const held = now.held[0], letter = held && now.opened.held.find((m) => m.id === held.id);
  return (
    <div class="stack">
      {now.older.messages && <Older count={now.messages.length} busy={busy.value === 'older'} first={now.messages[0]?.id ?? ''} onMore={() => void act('older', onOlder)} />}
      <LetterList messages={now.opened.messages} profile={now.opened.profile} names={names} gap={now.opened.gap} from={from.value} onAnyway={onAnyway} files={(m) => <Files of={now.row.id} message={m} whom={<WhomToCall told={whomToCall()} />} />} />
      {held && letter && letter.state !== 'sealed' && (
        <ol class="messages" aria-label={t('desk.held_list')}>
          <HeldLetter key={held.id} message={letter} until={held.held_until ?? 0} now={serverNow} busy={busy.value === 'back'} onBack={() => void back(held.id)} onDue={onDue} />
        </ol>
      )}
      {doubtful(now) && <Notice kind="warn">{letter?.state === 'sealed' && <p>{t('desk.cannot_open')}</p>}<WhomToCall told={whomToCall()} /></Notice>}
      <Failure told={told(trouble.value)} />
      {now.row.state === 'rest' && <Notice><p>{t('desk.rest_here')}</p></Notice>}
      {now.row.state === 'closed' ? <Notice><p>{t('desk.close_here')}</p></Notice>
        : !now.opened.refused && <Reply writing={w} along={along(now.row.id, true)} attach={(sending) => <Attach of={now.row.id} busy={sending} />} read={now} languages={languages} onRead={(fresh, began) => void onRead(fresh, began)} onCrossed={crossed} />}
    </div>
  );
}

/** Something in it could not be checked, each in its place: whom to ask stands below. */
const doubtful = ({ opened: { messages, held, notes, gap } }: Read): boolean => gap || [...messages, ...held, ...notes].some((m) => m.state === 'sealed');

/** What was begun before comes into the box, and opens it. */
function useDraft(w: ReturnType<typeof writing>, now: Read, trouble: Signal<unknown>): void {
  useEffect(() => {
    if (w.fetched) return;
    w.fetched = true;
    Promise.all([fetchDraft(w, (id) => now.messages.some((m) => m.id === id), (id) => now.held.some((m) => m.id === id)), fetchFiles(now)])
      .then(() => { if (w.keeper.text.value || w.keeper.other.value || attachments(now.row.id).files.value.length) w.open.value = true; }, (error: unknown) => { w.fetched = false; trouble.value ??= error; });
  }, [w]);
}

/** What was picked for it before, but for what has gone out or is held. */
const fetchFiles = ({ row, opened: { messages, held } }: Read): Promise<void> => {
  const among = (list: readonly OpenMessage[]) => (file: string) => list.some((m) => m.files.some(({ id }) => id === file));
  return load(row.id, among(messages), among(held));
};

/** An answer that is neither held nor out any more was taken back in another window: its text is a draft again, here as well. */
function useReturned(w: ReturnType<typeof writing>, now: Read, own: ReadonlySet<string>): void {
  const before = useRef<readonly string[]>([]);
  useEffect(() => {
    const there = new Set([...now.held, ...now.messages].map((m) => m.id));
    for (const id of before.current) if (!there.has(id) && !own.has(id)) void Promise.all([w.keeper.returned(id), fetchFiles(now)]).catch(() => undefined);
    before.current = now.held.map((m) => m.id);
  }, [now]);
}

/** Fifty older messages above; what is being read stays where it is. */
function Older({ count, busy, first, onMore }: { count: number; busy: boolean; first: string; onMore: () => void }) {
  const before = useRef<{ id: string; top: number } | null>(null);
  const topOf = (id: string) => document.getElementById(`m-${id}`)?.getBoundingClientRect().top ?? 0;
  useLayoutEffect(() => {
    if (before.current && before.current.id !== first) scrollBy(0, topOf(before.current.id) - before.current.top);
    before.current = null;
  }, [first, count]);
  return (
    <div class="row older">
      <Button kind="quiet" busy={busy} onPress={() => { before.current = { id: first, top: topOf(first) }; onMore(); }}>{t(busy ? 'desk.loading_case' : 'desk.older')}</Button>
    </div>
  );
}
