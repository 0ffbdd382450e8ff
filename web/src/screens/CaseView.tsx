import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Refused } from '../crypto/verbs';
import { announcement, answeredBy, answering, firstAfterGap, items, older, promise, read, unread, type Read } from '../features/case/case';
import { erasing } from '../features/erasure/shown';
import { along, load as loadPicked } from '../features/files/attached';
import { Attach } from '../features/files/Attach';
import { Files } from '../features/files/Files';
import { most, send } from '../features/message/message';
import { language, t, tn } from '../i18n/i18n';
import { askAgain, signedIn } from '../session/again';
import { Failed } from '../session/api';
import { keeper } from '../session/draft';
import { joinLive } from '../session/live';
import { Button } from '../ui/button/button';
import { Composer } from '../ui/composer/composer';
import { View } from '../ui/frame/view';
import { MessageList } from '../ui/messages/messages';
import { Notice } from '../ui/notice/notice';
import { SaveLine } from '../ui/save/save';
import { StatusLine, hush, say } from '../ui/status/status';
import { inward } from './back';
import { Failure, WhomToCall } from './Failure';
import { leave } from './leave';
import { Promises } from './Promises';
import { Shared } from './Shared';
import { go } from './state';
import { heldStill, inView, showMessage } from './thread';

/** A case: its messages, and a box for the next one. `onLocked`: an erase order waits for it now. */
export function CaseView({ id, onBack, onLocked }: { id: string; onBack?: (() => void) | undefined; onLocked: () => void }) {
  const now = useSignal<Read | null>(null);
  const failed = useSignal<{ error: unknown; sending: boolean } | null>(null);
  const busy = useSignal(false);
  const empty = useSignal(false);
  const ready = useSignal(false);
  const news = useSignal('');
  const below = useSignal<readonly string[]>([]); // new ones that are not in view
  const draft = useMemo(() => keeper(id, 'message'), [id]);
  const fetched = useRef(false); // what was begun before stands in the box
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  /** One reading after the other, so that a slow one never covers a newer one. */
  const reading = (work: () => Promise<Read>) => {
    const next = turn.current.then(work);
    turn.current = next.catch(() => undefined);
    return next.then((fresh) => { now.value = fresh; return fresh.opened.messages; });
  };
  const fetchAgain = (anyway = false) => reading(() => read(id, now.value, anyway));
  const deeper = (more = false) => (more && now.value ? reading(() => older(now.value!)) : fetchAgain());
  const act = async (sending: boolean, work: () => Promise<void>) => {
    if (busy.value) return; // a second press while the first is under way
    busy.value = true;
    try { await signedIn(work); failed.value = null; } catch (error) {
      hush();
      if (locked(error)) { onLocked(); return; }
      if (sending) say(t('case.not_sent'), 'warn');
      failed.value = { error, sending };
    } finally { busy.value = false; }
  };
  const load = (anyway = false) => act(false, async () => {
    const slow = setTimeout(() => say(t('case.opening')), 1_000);
    try {
      const messages = await fetchAgain(anyway);
      const fresh = unread(now.value!);
      say(tn('case.count', messages.length) + (fresh ? `, ${tn('case.fresh', fresh)}` : ''), 'unseen');
      if (!fetched.current) await draft.load((one) => messages.some((m) => m.id === one));
      if (!fetched.current) await loadPicked(id, (file) => messages.some((m) => m.files.some((one) => one.id === file)));
      fetched.current = true;
    } finally { clearTimeout(slow); ready.value = true; }
  });
  const olderOnes = () => act(false, async () => { say(t('case.opening')); await deeper(true); hush(); });
  const submit = () => {
    empty.value = !draft.text.value.trim();
    if (empty.value) { document.getElementById('message')?.focus(); return; }
    let reread: unknown = null;
    void act(true, async () => {
      say(t('case.sending'));
      reread = await send(draft, language.value, deeper, along(id));
      say(t('case.sent'));
      // Sent it is. That the case could not be read again is a trouble of its own, and never "not sent".
      await fetchAgain().catch((error: unknown) => { reread = error; });
    }).then(() => { if (reread !== null) failed.value = { error: reread, sending: false }; });
  };
  /** Something has changed: fetched quietly. Nobody's focus or place in the page moves. */
  const hear = async () => {
    await turn.current; // what is being fetched may be older than the event
    if (!now.value) return;
    const before = now.value.messages.at(-1)?.order ?? 0;
    const still = heldStill();
    try { await fetchAgain(); } catch (error) { if (locked(error)) { onLocked(); return; } throw error; }
    const come = now.value.opened.messages.filter((m) => !m.mine && m.order > before);
    if (!come.length) return;
    news.value = announcement(now.value, before);
    await still();
    below.value = [...new Set([...below.value, ...come.map((m) => m.id).filter((one) => !inView(one))])]; // two events at once find the same ones
  };
  useEffect(() => {
    const stop = joinLive((event) => (event.kind === 'again' || (event.kind === 'case' && event.case === id) ? hear() : undefined));
    void load();
    return stop;
  }, []);
  /** Whoever has come there alone needs no button; it never goes from under the focus. */
  useEffect(() => {
    const seen = () => { if (below.value.length && !document.activeElement?.closest('.below')) below.value = below.value.filter((one) => !inView(one)); };
    addEventListener('scroll', seen, { passive: true });
    return () => removeEventListener('scroll', seen);
  }, []);
  const jump = () => { showMessage(below.value[0] ?? ''); below.value = []; };
  const again = () => (failed.value?.sending ? submit() : void load());
  const line = useComputed(() => draft.state.value);
  const by = now.value?.opened.refused, refused = useMemo(() => (by ? new Refused(by) : null), [by]);

  return (
    <View title={t('case.heading')} step={t('case.title')}>
      {!now.value && <StatusLine />}
      <p class="unseen" role="status">{news.value}</p>
      {now.value && <Thread id={id} now={now.value} busy={busy.value} onAnyway={() => load(true)} onOlder={olderOnes} />}
      {now.value?.row.shared && <Shared row={now.value.row} />}
      <Promises />
      {failed.value && <Failure error={failed.value.error} kept={!!draft.text.value} again={again} busy={busy.value} />}
      {refused && <Failure error={refused} kept={!!draft.text.value} again={() => void load()} busy={busy.value} />}
      {below.value.length > 0 && <div class="below"><Button kind="quiet" onPress={jump}>{tn('case.below', below.value.length)}</Button></div>}
      {now.value && ready.value && !refused && !now.value.row.shared?.own && (
        <Composer id="message" label={t('case.message')} value={draft.text} most={most} send={busy.value ? t('case.sending_short') : t('case.send')} busy={busy.value}
          fault={empty.value ? t('case.fault_empty') : undefined} onSend={submit} hint={t('case.hint')}
          along={<Attach of={id} busy={busy.value} />}
          state={<SaveLine state={line.value} other={draft.other.value} onTake={() => draft.takeOther()} onForget={() => draft.forgetOther()} onSignIn={() => void askAgain()} />} />
      )}
      <div class="buttons">
        {now.value && <Button kind="quiet" busy={busy.value} onPress={() => load()}>{t('case.look')}</Button>}
        {onBack && <Button kind="quiet" onPress={onBack}>{t('case.back')}</Button>}
        <Button kind="quiet" onPress={() => go('settings')}>{t('settings.heading')}</Button>
        <Button kind="quiet" onPress={() => { inward(); erasing.value = 'shown'; }}>{t('case.end')}</Button>
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}

/** Nobody reads in it while an erase order waits, nor when it has run (spec/api.md, 12). */
const locked = (error: unknown): boolean => error instanceof Failed && (error.problem?.field === 'locked' || error.code === 'not_found');

function Thread({ id, now, busy, onAnyway, onOlder }: { id: string; now: Read; busy: boolean; onAnyway: () => void; onOlder: () => void }) {
  const by = answeredBy(now), name = answering(now), gap = firstAfterGap(now), promised = promise(now.row);
  return (
    <>
      {now.row.shared?.own ? null : by ? <p class="lead">{t('case.new_answer', { who: by })}</p> : <p class="lead">{promised ?? t('case.no_answer')}{promised && `\n${t('case.more')}` /* a line of its own in simple language */}</p>}
      {!by && name && !now.row.shared?.own && <p>{t('case.answering', { who: name })}</p>}
      {now.opened.messages.length > 3 && <Button kind="plain" onPress={() => showMessage(now.opened.messages.at(-1)?.id ?? '')}>{t('case.newest')}</Button>}
      {now.more && <Button kind="quiet" busy={busy} onPress={onOlder}>{t('case.older')}</Button>}
      <MessageList items={items(now, (m) => <Files of={id} message={m} whom={<WhomToCall />} />)} label={t('case.thread')} gapAt={gap} gap={t('case.gap')} />
      {(now.opened.gap || now.opened.messages.some((m) => m.state === 'sealed')) && (
        <Notice kind="warn">
          {now.opened.gap && <><p>{t('case.gap_text')}</p><Button kind="quiet" onPress={onAnyway}>{t('case.anyway')}</Button></>}
          <WhomToCall />
        </Notice>
      )}
    </>
  );
}
