import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { answeredBy, firstAfterGap, items, read, type Read } from '../features/case/case';
import { most, send, text } from '../features/message/message';
import { language, t, tn } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { Composer } from '../ui/composer/composer';
import { View } from '../ui/frame/view';
import { MessageList } from '../ui/messages/messages';
import { Notice } from '../ui/notice/notice';
import { StatusLine, hush, say } from '../ui/status/status';
import { Failure } from './Failure';
import { leave } from './leave';
import { Relogin, signedOut } from './Relogin';

/** A case: its messages, and a box for the next one. */
export function CaseView({ id, onBack }: { id: string; onBack?: (() => void) | undefined }) {
  const now = useSignal<Read | null>(null);
  const failed = useSignal<{ error: unknown; sending: boolean } | null>(null);
  const busy = useSignal(false);
  const empty = useSignal(false);

  const fetchAgain = async (anyway = false) => { now.value = await read(id, anyway); return now.value.opened.messages; };
  const act = async (sending: boolean, work: () => Promise<void>) => {
    if (busy.value) return; // a second press while the first is under way
    busy.value = true;
    try { await work(); failed.value = null; } catch (error) {
      hush();
      if (sending) say(t('case.not_sent'), 'warn');
      failed.value = { error, sending };
    } finally { busy.value = false; }
  };
  const load = (anyway = false) => act(false, async () => {
    const slow = setTimeout(() => say(t('case.opening')), 1_000);
    try { say(tn('case.count', (await fetchAgain(anyway)).length), 'unseen'); } finally { clearTimeout(slow); }
  });
  const submit = () => {
    empty.value = !text.value.trim();
    if (empty.value) { document.getElementById('message')?.focus(); return; }
    let reread: unknown = null;
    void act(true, async () => {
      say(t('case.sending'));
      const body = text.value;
      await send(id, body, language.value, fetchAgain);
      if (text.value === body) text.value = '';
      say(t('case.sent'));
      // Sent it is. That the case could not be read again is a trouble of its own, and never "not sent".
      await fetchAgain().catch((error: unknown) => { reread = error; });
    }).then(() => { if (reread !== null) failed.value = { error: reread, sending: false }; });
  };
  useEffect(() => { void load(); }, []);
  const again = () => (failed.value?.sending ? submit() : void load());
  const gone = failed.value !== null && signedOut(failed.value.error);

  return (
    <View title={t('case.heading')} step={t('case.title')}>
      {!now.value && <StatusLine />}
      {now.value && <Thread now={now.value} onAnyway={() => load(true)} />}
      {failed.value && !gone && <Failure error={failed.value.error} kept={!!text.value} again={again} busy={busy.value} />}
      {gone && <Relogin kept={!!text.value} onIn={() => { const { sending } = failed.value!; failed.value = null; void fetchAgain().then(() => { if (sending) submit(); }, (error: unknown) => { failed.value = { error, sending }; }); }} />}
      {now.value && (
        <Composer id="message" label={t('case.message')} value={text} most={most} send={busy.value ? t('case.sending_short') : t('case.send')} busy={busy.value}
          fault={empty.value ? t('case.fault_empty') : undefined} onSend={submit} hint={t('case.hint')} />
      )}
      <div class="buttons">
        {now.value && <Button kind="quiet" busy={busy.value} onPress={() => load()}>{t('case.look')}</Button>}
        {onBack && <Button kind="quiet" onPress={onBack}>{t('case.back')}</Button>}
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}

function Thread({ now, onAnyway }: { now: Read; onAnyway: () => void }) {
  const by = answeredBy(now);
  const gap = firstAfterGap(now);
  const newest = () => { const all = document.querySelectorAll('.message'); all[all.length - 1]?.scrollIntoView({ block: 'start' }); };
  return (
    <>
      <p class="lead">{by ? t('case.new_answer', { who: by }) : t('case.no_answer')}</p>
      {now.opened.messages.length > 3 && <Button kind="plain" onPress={newest}>{t('case.newest')}</Button>}
      <MessageList items={items(now)} label={t('case.thread')} gapAt={gap} gap={t('case.gap')} />
      {now.opened.gap && <Notice kind="warn"><p>{t('case.gap_text')}</p><Button kind="quiet" onPress={onAnyway}>{t('case.anyway')}</Button></Notice>}
    </>
  );
}
