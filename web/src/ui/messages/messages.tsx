import type { ComponentChildren } from 'preact';

// A list of letters: author and time are words, never side or colour alone. Text is set as text, never as markup.

export interface MessageItem {
  id: string;
  /** "You wrote", "Frau K. wrote". */
  who: string;
  /** Time in words, and for machines. */
  when: string; iso: string;
  own: boolean; note?: boolean;
  /** Words for every state that is not simply open: cannot be opened, not sent, unchecked, an internal note. */
  mark?: string | undefined;
  sealed?: boolean;
  /** A word beside the time, for instance that it is new. */
  badge?: string | undefined;
  text: string; lang: string;
  /** What came with it. */
  files?: ComponentChildren;
  /** A step that can be taken for this one, for instance sending it again. */
  action?: { label: string; press: () => void } | undefined;
}

const look = (m: MessageItem) => ['message', m.own ? 'own' : '', m.note ? 'note' : '', m.sealed ? 'sealed' : ''].filter(Boolean).join(' ');

export function MessageList({ items, label, gapAt, gap }: { items: readonly MessageItem[]; label: string; gapAt?: string | null; gap?: string }) {
  return (
    <ol class="messages" aria-label={label}>
      {items.map((m) => (
        <li key={m.id}>
          {gapAt === m.id && <p class="gap">{gap}</p>}
          <article class={look(m)} aria-labelledby={`m-${m.id}`}>
            <header>
              <h2 id={`m-${m.id}`}>{m.who}</h2>
              {m.when && <time dateTime={m.iso}>{m.when}</time>}
              {m.badge && <span class="badge ok">{m.badge}</span>}
            </header>
            {m.mark && <p class="mark">{m.mark}</p>}
            {m.text && <div class="text" dir="auto" lang={m.lang} translate={false}>{m.text}</div>}
            {m.files}
            {m.action && <button class="button plain" type="button" onClick={m.action.press}>{m.action.label}</button>}
          </article>
        </li>
      ))}
    </ol>
  );
}
