import type { ComponentChildren } from 'preact';

interface Props {
  kind?: 'main' | 'quiet' | 'plain' | 'danger';
  /** Something is under way: the words say so, a second press is ignored, the focus stays. */
  busy?: boolean;
  submit?: boolean; wide?: boolean;
  onPress?: () => void;
  pressed?: boolean; expanded?: boolean; describedBy?: string; id?: string; lang?: string; controls?: string;
  /** Where a dialog puts the focus when it opens. */
  first?: boolean;
  children: ComponentChildren;
}

export function Button({ kind = 'main', busy = false, submit = false, wide = false, onPress, pressed, expanded, describedBy, id, lang, controls, first, children }: Props) {
  const look = ['button', kind === 'main' ? '' : kind, wide ? 'wide' : ''].filter(Boolean).join(' ');
  const press = (event: Event) => {
    if (busy) { event.preventDefault(); return; }
    onPress?.();
  };
  return (
    <button id={id} class={look} type={submit ? 'submit' : 'button'} lang={lang} aria-disabled={busy || undefined} aria-pressed={pressed} aria-expanded={expanded}
      aria-controls={controls} aria-describedby={describedBy} data-first={first || undefined} onClick={press}>
      {children}
    </button>
  );
}
