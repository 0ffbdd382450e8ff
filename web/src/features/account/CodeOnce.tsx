import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { ReturnCode } from '../../ui/code/code';

interface Props {
  code: string; only: boolean; onDone: () => void;
  /** It is in place of another one: going on without it would leave none. */
  renewed?: boolean;
}

/** The return code, shown this once. `only`: there is no password, so there is no way on without it. */
export function CodeOnce({ code, only, onDone, renewed = false }: Props) {
  const copied = useSignal('');
  const copy = async () => {
    try { await navigator.clipboard.writeText(code); copied.value = t('sent.copied'); } catch { copied.value = t('sent.not_copied'); }
  };
  return (
    <section class="card" aria-labelledby="code-title">
      <h2 id="code-title">{t('sent.code')}</h2>
      <ReturnCode text={code} label={t('sent.code')} />
      <p>{t(only ? 'sent.code_only_text' : 'sent.code_text')}</p>
      <p>{t('sent.code_lost')}</p>
      {copied.value && <p class="soft">{copied.value}</p>}
      <div class="buttons">
        <Button onPress={onDone}>{t('sent.noted')}</Button>
        <Button kind="quiet" onPress={copy}>{t('sent.copy')}</Button>
        {!only && !renewed && <Button kind="plain" onPress={onDone}>{t('sent.without')}</Button>}
      </div>
    </section>
  );
}
