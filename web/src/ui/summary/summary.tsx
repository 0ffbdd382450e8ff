import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n';

export interface Fault { field: string; text: string }

/** What is still missing, with links to the fields; takes the focus each time it is given a new list. Without faults it is not there. */
export function Summary({ faults }: { faults: readonly Fault[] }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (faults.length) box.current?.focus(); }, [faults]);
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

/** The fault of one field, if it has one. */
export const faultOf = (faults: readonly Fault[], field: string): string | undefined => faults.find((f) => f.field === field)?.text;
