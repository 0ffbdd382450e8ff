import { useEffect, useRef } from 'preact/hooks';
import { language, t } from '../../i18n/i18n';
import { renewals } from '../../session/account';
import { agency } from '../../session/agency';
import { inPlainWords } from '../../session/words';
import { Button } from '../../ui/button/button';
import { add, attachments, drop, goOn, mostFiles, type Attached } from './attached';

/** In words that everybody reads: 1,2 MB. */
export const sizeOf = (bytes: number): string => t('file.size', { amount: (Math.max(bytes, 53_000) / 1_048_576).toLocaleString(language.value, { maximumFractionDigits: 1 }) });

const stateOf = ({ parts, sent, begun }: Attached, kept: boolean): string => (sent === parts ? t(kept ? 'file.there' : 'file.sent') : begun ? t('file.sending', { percent: Math.floor((100 * sent) / parts) }) : '');

const photo = /\.jpg$/, film = /\.(mp4|m4a)$/;

/** What goes with the letter: a button, what was picked, how far it has come, and why something was not taken. */
export function Attach({ of, busy }: { of: string; busy: boolean }) {
  const { files, trouble, busy: making, stuck, kept } = attachments(of), input = useRef<HTMLInputElement>(null), media = agency.value?.media === true;
  useEffect(() => renewals.subscribe(() => goOn(of)), [of]); // signed in again
  const some = (which: (name: string) => boolean) => files.value.some(({ name }) => which(name));
  const why = trouble.value?.why === 'type' && media ? 'type_media' : trouble.value?.why;
  return (
    <div class="attach">
      <input ref={input} class="unseen" type="file" multiple tabIndex={-1} aria-hidden="true" accept={`image/*,.heic,.heif,application/pdf,text/plain${media ? ',video/mp4,audio/mp4,.m4a' : ''}`}
        onChange={(event) => { const { files: picked } = event.currentTarget; void add(of, [...picked ?? []]); event.currentTarget.value = ''; }} />
      {files.value.length > 0 && (
        <ul class="files" aria-label={t('file.list')}>
          {files.value.map((file) => (
            <li key={file.id}>
              <span class="name">{file.name}</span> <span class="soft">{sizeOf(file.size)} {stateOf(file, kept.value)}</span>
              {file.begun && file.sent < file.parts && <progress max={file.parts} value={file.sent} aria-label={file.name} />}
              {!busy && <Button kind="plain" onPress={() => { void drop(of, file.id); input.current?.parentElement?.querySelector('button')?.focus(); }}>{t('file.remove')} <span class="unseen">{file.name}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {files.value.length > 0 && !kept.value && <p class="hint">{t('file.not_yet')}</p>}
      {stuck.value !== null && !busy && <p class="fault" role="alert">{inPlainWords(stuck.value)}</p>}
      {some((name) => !photo.test(name) && !film.test(name)) && <p class="hint">{t('file.documents')}</p>}
      {some((name) => film.test(name)) && <p class="hint">{t('file.media')}</p>}
      {trouble.value && <p class="fault" role="alert">{t(`file.unfit_${why}`, { name: trouble.value.name })}</p>}
      {files.value.length < mostFiles && <Button kind="plain" busy={busy || making.value} onPress={() => input.current?.click()}>{t(making.value ? 'file.making' : 'file.add')}</Button>}
    </div>
  );
}
