import { useSignal } from '@preact/signals';
import { lines } from '../features/archive/archive';
import { RecordTable } from '../features/archive/RecordTable';
import type { Read } from '../features/desk/case';
import type { Names } from '../features/desk/letters';
import { zone } from '../features/desk/today';
import { t } from '../i18n/i18n';
import { Button } from '../ui/button/button';

/** A running case as the archive will show it: every message that is shown with sender, recipient and time. Drawn when asked for. */
export function DeskRecord({ now, names }: { now: Read; names: Names }) {
  const open = useSignal(false);
  const { messages, profile } = now.opened;
  const by = Object.fromEntries(messages.flatMap((m) => { const alias = names.get(m.author); return alias ? [[m.id, alias] as const] : []; }));
  return (
    <div class="stack tight">
      <div class="row"><Button kind="plain" pressed={open.value} onPress={() => { open.value = !open.value; }}>{t('archive.messages')}</Button></div>
      {open.value && <RecordTable name={t('archive.messages')} lines={lines(messages, profile?.name ?? t('archive.nameless'), by)} zone={zone()} />}
    </div>
  );
}
