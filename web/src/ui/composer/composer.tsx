import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { tn } from '../../i18n/i18n';
import { Button } from '../button/button';
import { TextBox } from '../field/field';
import { StatusLine } from '../status/status';

interface Props {
  id: string; label: string; value: Signal<string>; send: string; onSend: () => void; busy: boolean;
  fault?: string | undefined; hint?: ComponentChildren; lang?: string; most: number; beside?: ComponentChildren;
  /** What goes along with it. */
  along?: ComponentChildren;
  /** Where the text stands: ui/save. */
  state?: ComponentChildren;
}

/** A box, its state in words, one button. The number of characters left is said near the end only. */
export function Composer({ id, label, value, send, onSend, busy, fault, hint, lang, most, beside, along, state }: Props) {
  const left = most - value.value.length;
  return (
    <form class="composer" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); if (!busy) onSend(); }}>
      <TextBox id={id} label={label} value={value} hint={hint} fault={fault} most={most} {...(lang ? { lang } : {})} />
      {left < most / 20 && <p class="counter">{tn('common.left', left)}</p>}
      {along}
      {state}
      <StatusLine />
      <div class="buttons"><Button submit busy={busy}>{send}</Button>{beside}</div>
    </form>
  );
}
