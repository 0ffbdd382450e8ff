import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';

interface Props {
  legend: string; name: string; options: readonly { value: string; label: string }[]; value: Signal<string>;
  hint?: ComponentChildren; fault?: string | undefined; free?: boolean; inline?: boolean;
}

/** Radio buttons under one legend. */
export function Choices({ legend, name, options, value, hint, fault, free, inline }: Props) {
  const described = [hint ? `${name}-hint` : '', fault ? `${name}-fault` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset class="field" aria-describedby={described}>
      <legend>{legend}{free && <span class="free"> ({t('common.free')})</span>}</legend>
      {hint && <div class="hint" id={`${name}-hint`}>{hint}</div>}
      {fault && <p class="fault" id={`${name}-fault`}><span class="unseen">{t('common.fault')} </span>{fault}</p>}
      <div class={inline ? 'choices inline' : 'choices'}>
        {options.map((option, i) => (
          <label class="choice" key={option.value}>
            <input type="radio" id={i === 0 ? name : undefined} name={name} value={option.value} checked={value.value === option.value} autocomplete="off"
              onChange={() => { value.value = option.value; }} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One box to tick. */
export function Tick({ id, label, value }: { id: string; label: ComponentChildren; value: Signal<boolean> }) {
  return (
    <label class="choice">
      <input type="checkbox" id={id} checked={value.value} autocomplete="off" onChange={(event) => { value.value = event.currentTarget.checked; }} />
      <span>{label}</span>
    </label>
  );
}
