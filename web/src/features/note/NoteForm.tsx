import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { TextBox } from '../../ui/field/field';
import { say } from '../../ui/status/status';

interface Props { text: Signal<string>; busy: boolean; onSave: () => void; saved: ComponentChildren; trouble: ComponentChildren }

/** The box for a note, beside the answer and unmistakable: own tint, own label, own button. */
export function NoteForm({ text, busy, onSave, saved, trouble }: Props) {
  const fault = useSignal<string | undefined>(undefined);
  const save = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    fault.value = text.value.trim() ? undefined : t('note.need');
    if (fault.value) { document.getElementById('note')?.focus(); say(''); return; }
    onSave();
  };
  return (
    <form class="composer note-form" autocomplete="off" noValidate onSubmit={save}>
      <TextBox id="note" label={t('note.label')} value={text} hint={t('note.hint')} fault={fault.value} most={50_000} />
      {saved}
      {trouble}
      <Button kind="quiet" submit busy={busy}>{t(busy ? 'note.saving' : 'note.save')}</Button>
    </form>
  );
}
