import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OpenMessage } from '../../crypto/verbs';
import { t, tn } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';

interface Props { message: OpenMessage; until: number; now: () => number; busy: boolean; onBack: () => void; onDue: () => void }

const most = 10; // seconds; a clock that is wrong must not say more
const second = 1_000;

/** One's own answer that has not gone out yet: the seconds are shown, and said once by whoever sent it. */
export function HeldLetter({ message, until, now, busy, onBack, onDue }: Props) {
  const left = useSignal(0);
  useEffect(() => {
    let asked = 0;
    const tick = () => {
      left.value = Math.max(0, Math.min(most, Math.ceil((until - now()) / second)));
      if (left.value === 0 && asked++ % 2 === 1) onDue(); // the server decides when it is out; asked until it is
    };
    tick();
    const timer = setInterval(tick, second);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <li>
      <article class="message own held" aria-labelledby={`m-${message.id}`}>
        <header><h2 id={`m-${message.id}`}>{t('desk.who_me')}</h2></header>
        <p class="mark">{left.value > 0 ? tn('desk.held', left.value) : t('desk.held_out')}</p>
        {message.text && <div class="text" dir="auto" lang={message.lang} translate={false}>{message.text}</div>}
        {message.files.length > 0 && <p class="soft">{message.files.map(({ name }) => name).join(', ')}</p>}
        {left.value > 0 && <div class="buttons"><Button kind="quiet" busy={busy} onPress={onBack}>{t('desk.take_back')}</Button></div>}
      </article>
    </li>
  );
}
