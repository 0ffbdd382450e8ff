// The notes of a case: read and written by staff only.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Read } from '../features/desk/case';
import { item, type Names } from '../features/desk/letters';
import { send } from '../features/desk/sending';
import { asOutgoing, done, fetchDraft, writing } from '../features/desk/writing';
import { NoteForm } from '../features/note/NoteForm';
import { Notes } from '../features/note/Notes';
import { language, t } from '../i18n/i18n';
import { askAgain, signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { Icon } from '../ui/icon/icon';
import { SaveLine } from '../ui/save/save';
import { say } from '../ui/status/status';

interface Props { now: Read; names: Names; onRead: (fresh: Read, from: Read) => Promise<void>; onOlder: () => Promise<void> }

export function DeskNotes({ now, names, onRead, onOlder }: Props) {
  const w = writing(now.row.id, 'note', language.value);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  useEffect(() => {
    if (w.fetched) return;
    w.fetched = true;
    fetchDraft(w, (id) => now.notes.some((m) => m.id === id)).catch((error: unknown) => { w.fetched = false; trouble.value ??= error; });
  }, [w]);
  const act = async (step: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await signedIn(step); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const save = () => act(async () => {
    const out = asOutgoing(w), end = await w.keeper.during(() => send(out, now));
    if (end.state === 'sent') done(w, out.text);
    await onRead(end.read, now);
    say(t(end.state === 'sent' ? 'note.saved' : 'desk.earlier'), end.state === 'sent' ? '' : 'warn');
  });
  return (
    <div class="card notes-card">
      <h2><Icon name="lock" />{t('note.title')}</h2>
      {now.row.state !== 'closed' && !now.opened.refused && <NoteForm text={w.keeper.text} busy={busy.value} onSave={() => void save()} saved={<SaveLine state={w.keeper.state.value} other={w.keeper.other.value} onTake={() => w.keeper.takeOther()} onForget={() => w.keeper.forgetOther()} onSignIn={() => void askAgain()} />} trouble={<Failure told={told(trouble.value, true)} />} />}
      <Notes notes={now.opened.notes} who={(note) => item(note, now.opened.profile, names).who} />
      {now.older.notes && <Button kind="quiet" busy={busy.value} onPress={() => void act(onOlder)}>{t('note.older')}</Button>}
    </div>
  );
}
