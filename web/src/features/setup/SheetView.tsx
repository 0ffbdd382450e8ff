import { useSignal } from '@preact/signals';
import { Refused, type Sheet } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { Notice } from '../../ui/notice/notice';
import { StatusLine, hush, say } from '../../ui/status/status';
import { asked, grouped } from './setup';

interface Props { sheet: Sheet; agency: string; resumed: boolean; onConfirm: (typed: string) => Promise<void> }

/** The recovery sheet as text, and the 8 characters asked back from the paper. */
export function SheetView({ sheet, agency, resumed, onConfirm }: Props) {
  const value = useSignal('');
  const fault = useSignal<string | null>(null);
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const { line, first, second } = asked(sheet);
  const confirm = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    fault.value = null;
    say(t('setup.publishing'));
    try { await onConfirm(value.value); } catch (error) {
      if (error instanceof Refused && error.check === 'sheet') { fault.value = t('setup.ask_wrong'); document.getElementById('ask')?.focus(); } else trouble.value = error;
    } finally { busy.value = false; hush(); }
  };
  return (
    <div class="stack">
      <p>{t('setup.sheet_text')}</p>
      {resumed && <Notice kind="warn"><p>{t('setup.sheet_void')}</p></Notice>}
      <div class="sheet">
        <h2>{t('setup.sheet_of', { agency })}</h2>
        <dl>
          {sheet.lines.map((l) => (
            <div key={l.key}>
              <dt>{t(`setup.line_${l.key}`)}</dt>
              <dd class="sheet-line" translate={false}>{grouped(l.text).map((group, i) => [i > 0 ? ' ' : '', <span key={i}>{group}</span>])}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div class="buttons"><Button kind="quiet" onPress={() => window.print()}>{t('setup.sheet_print')}</Button></div>
      <form class="card ask" autocomplete="off" noValidate onSubmit={confirm}>
        <h2>{t('setup.ask_title')}</h2>
        <div class="field">
          <label for="ask">{t('setup.ask_label', { first, second, line: t(`setup.line_${line}`) })}</label>
          <p class="hint" id="ask-hint">{t('setup.ask_hint')}</p>
          {fault.value && <p class="fault" id="ask-fault"><span class="unseen">{t('common.fault')} </span>{fault.value}</p>}
          <input class="input mono" id="ask" type="text" value={value.value} onInput={(event) => { value.value = event.currentTarget.value; }}
            autocomplete="off" spellcheck={false} autocapitalize="characters" translate={false} aria-invalid={fault.value ? 'true' : undefined} aria-describedby={fault.value ? 'ask-hint ask-fault' : 'ask-hint'} />
        </div>
        <Failure told={told(trouble.value, true)} />
        <StatusLine />
        <div class="buttons"><Button submit busy={busy.value}>{t(busy.value ? 'setup.publishing' : 'setup.confirm')}</Button></div>
      </form>
    </div>
  );
}
