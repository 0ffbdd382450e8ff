// A label above, a hint below it, the control, a fault in words. Typed values live in signals, so that nothing typed is lost when the view is drawn again.
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { Button } from '../button/button';

interface Common {
  id: string; label: string; value: Signal<string>;
  hint?: ComponentChildren; fault?: string | undefined;
  /** Marks the field as voluntary, in words. */
  free?: boolean;
  after?: ComponentChildren;
}

const typed = (value: Signal<string>) => (event: Event) => { value.value = (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value; };

/** Which texts belong to the control: hint and fault, if they are there. */
const described = (p: Common) => [p.hint ? `${p.id}-hint` : '', p.fault ? `${p.id}-fault` : ''].filter(Boolean).join(' ') || undefined;

function Around({ p, children }: { p: Common; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={p.id}>{p.label}{p.free && <span class="free"> ({t('common.free')})</span>}</label>
      {p.hint && <div class="hint" id={`${p.id}-hint`}>{p.hint}</div>}
      {p.fault && <p class="fault" id={`${p.id}-fault`}><span class="unseen">{t('common.fault')} </span>{p.fault}</p>}
      {children}
      {p.after && <div class="after">{p.after}</div>}
    </div>
  );
}

/**
 * One line. The browser is asked to keep nothing of it: a field that it may complete ends up in its files on disk.
 * `passing`: a name beside a password. A browser that offers to keep the password writes down the name even if that is declined, unless the field takes codes that are worth nothing afterwards.
 */
export function TextField(p: Common & { mono?: boolean; mode?: 'text' | 'numeric' | 'email'; capitals?: 'none' | 'characters'; lang?: string; most?: number; passing?: boolean }) {
  return (
    <Around p={p}>
      <input class={p.mono ? 'input mono' : 'input'} id={p.id} name={p.id} type="text" value={p.value} onInput={typed(p.value)} inputMode={p.mode} lang={p.lang} maxLength={p.most} dir={p.mono ? undefined : 'auto'}
        autocomplete={p.passing ? 'one-time-code' : 'off'} spellcheck={false} autocapitalize={p.capitals ?? 'none'} translate={false} aria-invalid={p.fault ? 'true' : undefined} aria-describedby={described(p)} />
    </Around>
  );
}

/**
 * One field with "show". While it is shown it is a text field, so the browser is asked to keep nothing then; a long one is also written out below.
 * `shown`: whoever fills it in for the person shows it.
 */
export function PasswordField(p: Common & { kind: 'new' | 'current'; shown?: Signal<boolean> }) {
  const own = useSignal(false);
  const shown = p.shown ?? own;
  const show = <Button kind="plain" pressed={shown.value} controls={p.id} onPress={() => { shown.value = !shown.value; }}>{t('common.show')}</Button>;
  return (
    <Around p={{ ...p, after: <>{show}{p.after}</> }}>
      <input class="input" id={p.id} name={p.id} type={(shown.value ? 'text' : 'password') as 'password'} value={p.value} onInput={typed(p.value)}
        autocomplete={shown.value ? 'off' : `${p.kind}-password`} spellcheck={false} autocapitalize="none" translate={false}
        aria-invalid={p.fault ? 'true' : undefined} aria-describedby={described(p)} />
      {shown.value && p.value.value.length > 24 && <p class="written-out" translate={false}>{p.value.value}</p>}
    </Around>
  );
}

/** A box for a text of one's own. No completion, no spelling service, no translation: some of them send the text away. */
export function TextBox(p: Common & { lang?: string; most?: number }) {
  return (
    <Around p={p}>
      <textarea class="input" id={p.id} name={p.id} rows={8} value={p.value} onInput={typed(p.value)} dir="auto" lang={p.lang} maxLength={p.most}
        autocomplete="off" spellcheck={false} translate={false} aria-invalid={p.fault ? 'true' : undefined} aria-describedby={described(p)} />
    </Around>
  );
}
