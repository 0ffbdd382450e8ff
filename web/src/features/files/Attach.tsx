import { useRef } from 'preact/hooks';
import { language, t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { add, attachments, drop, mostFiles, type Attached } from './attached';

/** In words that everybody reads: 1,2 MB. */
export const sizeOf = (bytes: number): string => t('file.size', { amount: (Math.max(bytes, 53_000) / 1_048_576).toLocaleString(language.value, { maximumFractionDigits: 1 }) });

const stateOf = ({ parts, sent, begun }: Attached): string => (sent === parts ? t('file.there') : begun ? t('file.sending', { percent: Math.floor((100 * sent) / parts) }) : '');

/** What goes with the letter: a button, what was picked, how far it has come, and why something was not taken. */
export function Attach({ of, busy }: { of: string; busy: boolean }) {
  const { files, trouble, busy: making } = attachments(of), input = useRef<HTMLInputElement>(null);
  const documents = files.value.some(({ name }) => !name.endsWith('.jpg'));
  return (
    <div class="attach">
      <input ref={input} class="unseen" type="file" multiple tabIndex={-1} aria-hidden="true" accept="image/*,.heic,.heif,application/pdf,text/plain"
        onChange={(event) => { const { files: picked } = event.currentTarget; void add(of, [...picked ?? []]); event.currentTarget.value = ''; }} />
      {files.value.length > 0 && (
        <ul class="files" aria-label={t('file.list')}>
          {files.value.map((file) => (
            <li key={file.id}>
              <span class="name">{file.name}</span> <span class="soft">{sizeOf(file.size)} {stateOf(file)}</span>
              {file.begun && file.sent < file.parts && <progress max={file.parts} value={file.sent} aria-label={file.name} />}
              {!busy && <Button kind="plain" onPress={() => { void drop(of, file.id); input.current?.parentElement?.querySelector('button')?.focus(); }}>{t('file.remove')} <span class="unseen">{file.name}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {documents && <p class="hint">{t('file.documents')}</p>}
      {trouble.value && <p class="fault" role="alert">{t(`file.unfit_${trouble.value.why}`, { name: trouble.value.name })}</p>}
      {files.value.length < mostFiles && <Button kind="plain" busy={busy || making.value} onPress={() => input.current?.click()}>{t(making.value ? 'file.making' : 'file.add')}</Button>}
    </div>
  );
}
