import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, tn } from '../../i18n/i18n';
import { askAgain, signedIn } from '../../session/again';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Failure } from '../../ui/failure/failure';
import { TextBox } from '../../ui/field/field';
import { Notice } from '../../ui/notice/notice';
import { SaveLine } from '../../ui/save/save';
import { State, StatusLine, hush, say } from '../../ui/status/status';
import { newest, unseen, type Read } from './case';
import { most, send, type Along } from './sending';
import { asOutgoing, done, type Writing } from './writing';

interface Props {
  /** What goes along with the answer, and how it is picked. */
  along: Along; attach: (busy: boolean) => ComponentChildren;
  writing: Writing; read: Read; languages: readonly { value: string; label: string }[];
  onRead: (fresh: Read, from: Read) => void;
  /** Moves the focus to the first message that was not seen; it counts as seen then. */
  onCrossed: (seen: number, first: string) => void;
}

/** The answer: a button that opens the box; what crossed it must be seen first; it goes out exactly once. */
export function Reply({ writing: w, along, attach, read, languages, onRead, onCrossed }: Props) {
  const { text, lang } = w.keeper;
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const fault = useSignal<string | undefined>(undefined);
  const warned = useSignal(0); // up to which message the writer was told that there is something to see
  const box = useRef<HTMLDivElement>(null), bar = useRef<HTMLDivElement>(null);
  const focusBox = () => box.current?.querySelector('textarea')?.focus();
  const focusButton = () => requestAnimationFrame(() => bar.current?.querySelector('button')?.focus());
  const pressed = useRef(false);
  useEffect(() => { if (w.open.value && pressed.current) focusBox(); pressed.current = false; }, [w.open.value]);
  const fresh = w.open.value ? unseen(read.opened.messages, w.seen) : [];
  const show = () => {
    const first = fresh[0];
    if (!first) return;
    const seen = w.seen;
    w.seen = newest(read);
    warned.value = 0;
    onCrossed(seen, first.id);
  };

  const act = async () => {
    if (busy.value) return;
    trouble.value = null;
    fault.value = text.value.trim() ? undefined : t('desk.need_answer');
    if (fault.value) { focusBox(); return; }
    if (warned.value > w.seen) w.seen = warned.value;
    busy.value = true;
    say(t('desk.sending'));
    try {
      const out = asOutgoing(w, along);
      const end = await w.keeper.during(() => signedIn(() => send(out, read)));
      if (end.state === 'sent') {
        w.seen = newest(end.read);
        done(w, out.text);
        along.sent();
        w.open.value = text.value !== '';
      }
      onRead(end.read, read);
      if (end.state === 'sent') {
        say(end.read.held.length ? t('desk.held_said') : t('desk.sent'));
        focusButton();
      } else if (end.state === 'unread') {
        const missed = unseen(end.read.opened.messages, w.seen);
        warned.value = newest(end.read);
        say(tn('desk.unread_title', missed.length), 'warn');
        if (missed[0]) onCrossed(w.seen, missed[0].id);
      } else say(t(end.state === 'waits' ? 'desk.held_first' : 'desk.earlier'), 'warn');
    } catch (error) { hush(); trouble.value = error; } finally { busy.value = false; }
  };

  if (!w.open.value) {
    const begun = text.value.trim() !== '';
    return (
      <div class="reply-bar" ref={bar}>
        <StatusLine />
        {begun && <State icon="pen">{t('desk.draft_kept')}</State>}
        <Button onPress={() => { hush(); w.seen = newest(read); pressed.current = true; w.open.value = true; }}>{t('desk.answer')}</Button>
      </div>
    );
  }
  return (
    <div class="card reply" ref={box}>
      <form class="composer" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void act(); }}>
        {fresh.length > 0 && (
          <Notice kind="warn" title={tn('desk.unread_title', fresh.length)}>
            <p>{t('desk.unread_text')}</p>
            <Button kind="quiet" onPress={show}>{t('desk.unread_show')}</Button>
          </Notice>
        )}
        <TextBox id="answer" label={t('desk.answer_label')} value={text} most={most} lang={lang.value} fault={fault.value} hint={t('desk.answer_hint')} />
        {attach(busy.value)}
        <SaveLine state={w.keeper.state.value} other={w.keeper.other.value} onTake={() => w.keeper.takeOther()} onForget={() => w.keeper.forgetOther()} onSignIn={() => void askAgain()} />
        {most - text.value.length < most / 20 && <p class="counter">{tn('common.left', most - text.value.length)}</p>}
        {languages.length > 1 && <Choices legend={t('desk.answer_lang')} name="answer-lang" inline value={lang} options={languages} />}
        <Failure told={told(trouble.value, true)} />
        <StatusLine />
        <div class="buttons">
          <Button submit busy={busy.value}>{t(busy.value ? 'desk.sending' : warned.value > w.seen ? 'desk.unread_send' : 'desk.send')}</Button>
          <Button kind="plain" busy={busy.value} onPress={() => { w.open.value = false; hush(); focusButton(); }}>{t('desk.put_away')}</Button>
        </div>
      </form>
    </div>
  );
}
