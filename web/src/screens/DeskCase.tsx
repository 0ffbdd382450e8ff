// A case: its letters and the answer on one side, what is known and the notes on the other.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Facts } from '../features/desk/Facts';
import { LetterList, toLetter } from '../features/desk/LetterList';
import { Reply } from '../features/desk/Reply';
import { read, send, type Read } from '../features/desk/case';
import { counted, go, languageName, topicName } from '../features/desk/desk';
import { item, staffOf, type Names } from '../features/desk/letters';
import { asDraft, done, writing, type Writing } from '../features/desk/writing';
import { NoteForm } from '../features/note/NoteForm';
import { Notes } from '../features/note/Notes';
import { ageInWords } from '../i18n/age';
import { language, t, tn } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { agency } from '../session/agency';
import { aliases } from '../session/staff';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Icon } from '../ui/icon/icon';
import { say } from '../ui/status/status';

/** The language of an answer: that of the case, if the agency answers in it. */
const answerIn = (lang: string): string => (agency.value?.languages.includes(lang) ? lang : agency.value?.languages[0] ?? lang);

const newest = (read: Read): number => read.opened.messages.at(-1)?.order ?? 0;

export function DeskCase({ id }: { id: string }) {
  const opened = useSignal<Read | null>(null);
  const names = useSignal<Names>(new Map());
  const trouble = useSignal<unknown>(null);
  const busy = useSignal(false);

  const show = async (fresh: Read) => {
    const authors = staffOf([...fresh.opened.messages, ...fresh.opened.notes]).filter((uid) => !names.value.has(uid));
    if (authors.length) { try { names.value = new Map([...names.value, ...await aliases(authors)]); } catch { /* "the team" is said instead */ } }
    opened.value = fresh;
  };
  const load = async (anyway = false) => {
    busy.value = true;
    trouble.value = null;
    try {
      const fresh = await signedIn(() => read(id, opened.value, anyway));
      writing(id, 'message', answerIn(fresh.row.lang)).seen = newest(fresh);
      await show(fresh);
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  useEffect(() => { void load(); }, [id]);

  const now = opened.value;
  const profile = now?.opened.profile ?? null;
  const title = now ? profile?.name ?? t('desk.case_sealed') : t('desk.case_step');
  return (
    <View title={title} step={counted.value + t('desk.case_step')} before={<p class="back"><Button kind="plain" onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button></p>}>
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={() => load()}>{t('desk.try_again')}</Button></Failure>
      {!now && trouble.value === null && <p class="soft">{t('desk.loading_case')}</p>}
      {now && (
        <>
          <div class="desk-head">
            <p class="soft">{[tn('desk.count', now.messages.length), topicName(now.row.topic), t('desk.case_since', { age: ageInWords(now.row.created, Date.now()) })].filter(Boolean).join(' · ')}</p>
            <div class="row">
              {now.messages.length > 2 && <Button kind="plain" onPress={() => toLetter(now.messages.at(-1)?.id ?? '')}>{t('desk.newest')}</Button>}
              <Button kind="quiet" busy={busy.value} onPress={() => load()}>{t('desk.reload')}</Button>
            </div>
          </div>
          <div class="split">
            <Talk now={now} names={names.value} onRead={show} onAnyway={() => load(true)} />
            <aside class="stack">
              {profile && <Facts profile={profile} topic={topicName(now.row.topic)} language={languageName(now.row.lang)} />}
              <Internal now={now} names={names.value} onRead={show} />
            </aside>
          </div>
        </>
      )}
    </View>
  );
}

interface Part { now: Read; names: Names; onRead: (fresh: Read) => Promise<void> }

/** Letters and answer. What stands here has been before the eyes of whoever answers. */
function Talk({ now, names, onRead, onAnyway }: Part & { onAnyway: () => void }) {
  const w = useSignal(writing(now.row.id, 'message', answerIn(now.row.lang)));
  const from = useSignal(Infinity);
  const crossed = (seen: number, first: string) => { from.value = seen; requestAnimationFrame(() => toLetter(first)); };
  const languages = (agency.value?.languages ?? []).map((value) => ({ value, label: languageName(value) }));
  return (
    <div class="stack">
      <LetterList messages={now.opened.messages} profile={now.opened.profile} names={names} gap={now.opened.gap} from={from.value} onAnyway={onAnyway} />
      <Reply writing={w.value} read={now} languages={languages} onRead={(fresh) => void onRead(fresh)} onCrossed={crossed} onNew={(seen) => { from.value = Infinity; w.value = writing(now.row.id, 'message', answerIn(now.row.lang)); w.value.seen = seen; }} />
    </div>
  );
}

/** Notes: read and written by staff only. */
function Internal({ now, names, onRead }: Part) {
  const w = useSignal<Writing>(writing(now.row.id, 'note', language.value));
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const save = async () => {
    busy.value = true;
    trouble.value = null;
    try {
      const end = await signedIn(() => send(asDraft(w.value), now));
      await onRead(end.read);
      if (end.state !== 'sent') { say(t('desk.earlier'), 'warn'); return; }
      done(w.value);
      w.value = writing(now.row.id, 'note', language.value);
      say(t('note.saved'));
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  return (
    <div class="card notes-card">
      <h2><Icon name="lock" />{t('note.title')}</h2>
      <NoteForm text={w.value.text} busy={busy.value} onSave={() => void save()} trouble={<Failure told={told(trouble.value, true)} />} />
      <Notes notes={now.opened.notes} who={(note) => item(note, now.opened.profile, names).who} />
    </div>
  );
}
