import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import type { NamedFile, OpenMessage } from '../../crypto/verbs';
import { signedIn } from '../../session/again';
import type { FetchFile } from '../../session/files';
import { inPlainWords } from '../../session/words';
import { Button } from '../../ui/button/button';
import { sizeOf } from './Attach';
import { open, save, type Opened } from './received';

/** The attachments of a letter, each opened when somebody asks for it. `by`: how their bytes are had, where it is not the usual way. `whom`: whom to call where one is refused. */
export const Files = ({ of, message: { id, files }, by, whom }: { of: string; message: OpenMessage; by?: FetchFile | undefined; whom?: ComponentChildren }) => (files.length === 0 ? null : (
  <ul class="files" aria-label={t('file.list')}>{files.map((file) => <Received key={file.id} of={of} message={id} file={file} by={by} whom={whom} />)}</ul>
));

function Received({ of, message, file, by, whom }: { of: string; message: string; file: NamedFile; by: FetchFile | undefined; whom: ComponentChildren }) {
  const state = useSignal<'closed' | 'busy' | Opened>('closed');
  const come = useSignal(0);
  const fault = useSignal('');
  const now = state.value, opened = typeof now === 'object' ? now : null;
  useEffect(() => () => { if (opened?.picture) URL.revokeObjectURL(opened.picture); }, [opened]);
  const press = async () => {
    fault.value = '';
    state.value = 'busy';
    try { state.value = await signedIn(() => open(of, message, file, (bytes) => { come.value = bytes; }, by)); } catch (error) {
      state.value = 'closed';
      fault.value = inPlainWords(error);
    }
  };
  return (
    <li>
      <span class="name">{file.name}</span> <span class="soft">{sizeOf(file.size)}</span>
      {now === 'busy' && <progress max={file.size} value={come.value} aria-label={file.name} />}
      {opened?.picture && <img src={opened.picture} alt={file.name} onLoad={(event) => event.currentTarget.scrollIntoView({ block: 'nearest' })} />}
      {opened && <p class="hint">{t('file.warning')}</p>}
      {fault.value && <><p class="fault" role="alert">{fault.value}</p>{whom}</>}
      {opened ? <Button kind="quiet" onPress={() => save(opened)}>{t('file.save')}</Button>
        : <Button kind="quiet" busy={now === 'busy'} onPress={() => void press()}>{t(now === 'busy' ? 'file.opening' : 'file.open')} <span class="unseen">{file.name}</span></Button>}
    </li>
  );
}
