import type { ReadonlySignal, Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n';

export interface Fault { field: string; text: string }

/** What is still missing, with links to the fields; takes the focus when it is given a new fault. Without faults it is not there. */
export function Summary({ faults }: { faults: readonly Fault[] }) {
  const box = useRef<HTMLElement>(null);
  const before = useRef<readonly Fault[]>([]);
  useEffect(() => {
    if (faults.some((fault) => !before.current.includes(fault))) box.current?.focus();
    before.current = faults;
  }, [faults]);
  if (!faults.length) return null;
  // The link must not put its address into the history: it moves the focus and nothing else.
  const jump = (field: string) => (event: Event) => { event.preventDefault(); document.getElementById(field)?.focus(); };
  return (
    <section class="summary" ref={box} tabIndex={-1} aria-labelledby="summary-title">
      <h2 id="summary-title">{t('common.faults')}</h2>
      <ul>{faults.map((f) => <li key={f.field}><a href={`#${f.field}`} onClick={jump(f.field)}>{f.text}</a></li>)}</ul>
    </section>
  );
}

/** Takes a fault away as soon as its field is changed: the field is mended, or will be looked at again. */
export function useMending(faults: Signal<readonly Fault[]>, fields: Readonly<Record<string, ReadonlySignal<unknown>>>): void {
  useEffect(() => {
    const stops = Object.entries(fields).map(([field, value]) => value.subscribe(() => {
      const left = faults.peek().filter((fault) => fault.field !== field);
      if (left.length < faults.peek().length) faults.value = left;
    }));
    return () => { for (const stop of stops) stop(); };
  }, []);
}

/** The fault of one field, if it has one. */
export const faultOf = (faults: readonly Fault[], field: string): string | undefined => faults.find((f) => f.field === field)?.text;
