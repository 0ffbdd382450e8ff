import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';

interface Props {
  legend: string; name: string; options: readonly { value: string; label: string }[]; value: Signal<string>;
  hint?: ComponentChildren; free?: boolean; inline?: boolean;
}

/** Radio buttons under one legend. */
export function Choices({ legend, name, options, value, hint, free, inline }: Props) {
  return (
    <fieldset class="field" aria-describedby={hint ? `${name}-hint` : undefined}>
      <legend>{legend}{free && <span class="free"> ({t('common.free')})</span>}</legend>
      {hint && <div class="hint" id={`${name}-hint`}>{hint}</div>}
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
