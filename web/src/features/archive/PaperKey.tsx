import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { TextBox } from '../../ui/field/field';
import { foursOf, shut, typeKey } from './paper';

interface Props { /** A key from paper is at hand. */ held: boolean; onChange: (said: string) => Promise<void> }

/** The archive's key, typed from the recovery sheet by a lead who does not hold it. What was typed stays until it fits, or the page is left. */
export function PaperKey({ held, onChange }: Props) {
  const typed = useSignal('');
  const fault = useSignal('');
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  useEffect(() => typed.subscribe(() => { fault.value = ''; }), []);
  const act = async (step: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await step(); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  const use = async () => {
    fault.value = typed.value.trim() ? await typeKey(typed.value) : t('paper.need');
    if (fault.value) return document.getElementById('paper')?.focus();
    typed.value = '';
    return onChange(t('paper.fits'));
  };
  if (held) {
    return (
      <div class="card stack">
        <p>{t('paper.held')}</p>
        <div class="buttons"><Button kind="quiet" busy={busy.value} onPress={() => void act(async () => { await shut(); await onChange(t('paper.dropped')); })}>{t('paper.drop')}</Button></div>
      </div>
    );
  }
  return (
    <form class="card stack" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void act(use); }}>
      <h2>{t('paper.title')}</h2>
      <p>{t('paper.lead')}</p>
      <TextBox id="paper" label={t('setup.line_archive')} hint={t('paper.hint')} value={typed} fault={fault.value || undefined} after={typed.value && <Fours typed={typed.value} />} />
      <Failure told={told(trouble.value, true)} />
      <div class="buttons"><Button submit busy={busy.value}>{t('paper.use')}</Button></div>
    </form>
  );
}

/** As it stands on the sheet, so that both can be laid side by side. Nothing for a screen reader, which reads the field. */
const Fours = ({ typed }: { typed: string }) => (
  <p class="sheet-line fours" aria-hidden="true" translate={false}>{foursOf(typed).map((four, i) => [i > 0 ? ' ' : '', <span key={i}>{four}</span>])}</p>
);
