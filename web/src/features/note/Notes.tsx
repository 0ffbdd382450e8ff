import type { OpenMessage } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { inWords, iso } from '../../i18n/moment';
import { Icon } from '../../ui/icon/icon';

interface Props { notes: readonly OpenMessage[]; who: (note: OpenMessage) => string }

/** Notes, newest first: the last one is what a counsellor looks for. Each says that it is internal. */
export function Notes({ notes, who }: Props) {
  if (notes.length === 0) return <p class="soft">{t('note.none')}</p>;
  return (
    <ol class="messages notes">
      {[...notes].reverse().map((note) => (
        <li key={note.id}>
          <article class={note.state === 'sealed' ? 'message note sealed' : 'message note'}>
            <p class="internal"><Icon name="lock" />{t('note.mark')}</p>
            <header><h3>{who(note)}</h3><time dateTime={iso(note.at)}>{inWords(note.at)}</time></header>
            {note.state === 'sealed' && <p class="mark">{t('note.cannot_open')}</p>}
            {note.text && <div class="text" dir="auto" lang={note.lang} translate={false}>{note.text}</div>}
          </article>
        </li>
      ))}
    </ol>
  );
}
