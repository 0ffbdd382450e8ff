import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t, tn } from '../../i18n/i18n';
import { signedIn } from '../../session/again';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Failure } from '../../ui/failure/failure';
import { TextBox } from '../../ui/field/field';
import { Notice } from '../../ui/notice/notice';
import { State, StatusLine, hush, say } from '../../ui/status/status';
import { most, send, unseen, type Read } from './case';
import { asDraft, done, type Writing } from './writing';

interface Props { writing: Writing; read: Read; languages: readonly { value: string; label: string }[]; onRead: (read: Read) => void; onNew: (seen: number) => void; onCrossed: (seen: number, first: string) => void }

const newest = (read: Read): number => read.opened.messages.at(-1)?.order ?? 0;

/** The answer: a button that opens the box; what crossed it must be seen first; it goes out exactly once. */
export function Reply({ writing: w, read, languages, onRead, onNew, onCrossed }: Props) {
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const fault = useSignal<string | undefined>(undefined);
  const crossed = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  const focusBox = () => box.current?.querySelector('textarea')?.focus();
  const bar = useRef<HTMLDivElement>(null);
  const focusButton = () => requestAnimationFrame(() => bar.current?.querySelector('button')?.focus());
  useEffect(() => { if (w.open.value && !w.text.value) focusBox(); }, [w.open.value]);

  const act = async () => {
    if (busy.value) return;
    trouble.value = null;
    fault.value = w.text.value.trim() ? undefined : t('desk.need_answer');
    if (fault.value) { focusBox(); return; }
    if (crossed.value > 0) w.seen = newest(read);
    busy.value = true;
    say(t('desk.sending'));
    try {
      const end = await signedIn(() => send(asDraft(w), read));
      const fresh = end.state === 'unread' ? unseen(end.read.opened.messages, w.seen) : [];
      crossed.value = fresh.length;
      onRead(end.read);
      if (end.state === 'sent') {
        done(w);
        say(t('desk.sent'));
        onNew(newest(end.read));
        focusButton();
      } else if (fresh[0]) {
        say(tn('desk.unread_title', fresh.length), 'warn');
        onCrossed(w.seen, fresh[0].id);
      } else say(t('desk.earlier'), 'warn');
    } catch (error) { hush(); trouble.value = error; } finally { busy.value = false; }
  };

  if (!w.open.value) {
    return (
      <div class="reply-bar" ref={bar}>
        <StatusLine />
        {w.text.value.trim() !== '' && <State icon="pen">{t('desk.draft_kept')}</State>}
        <Button onPress={() => { hush(); w.open.value = true; }}>{t('desk.answer')}</Button>
      </div>
    );
  }
  return (
    <div class="card reply" ref={box}>
      <form class="composer" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void act(); }}>
        {crossed.value > 0 && <Notice kind="warn" title={tn('desk.unread_title', crossed.value)}><p>{t('desk.unread_text')}</p></Notice>}
        <TextBox id="answer" label={t('desk.answer_label')} value={w.text} most={most} lang={w.lang.value} fault={fault.value} hint={t('desk.answer_hint')} />
        {most - w.text.value.length < most / 20 && <p class="counter">{tn('common.left', most - w.text.value.length)}</p>}
        {languages.length > 1 && <Choices legend={t('desk.answer_lang')} name="answer-lang" inline value={w.lang} options={languages} />}
        <Failure told={told(trouble.value, true)} />
        <StatusLine />
        <div class="buttons">
          <Button submit busy={busy.value}>{t(busy.value ? 'desk.sending' : crossed.value > 0 ? 'desk.unread_send' : 'desk.send')}</Button>
          <Button kind="plain" busy={busy.value} onPress={() => { w.open.value = false; hush(); focusButton(); }}>{t('desk.put_away')}</Button>
        </div>
      </form>
    </div>
  );
}
