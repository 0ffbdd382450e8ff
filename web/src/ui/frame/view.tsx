import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n';

interface Props {
  /** Heading and, with the neutral word behind it, title of the document. */
  title: string; step: string; before?: ComponentChildren; children: ComponentChildren;
  /** The first view of a page leaves the focus where the browser put it. */
  quiet?: boolean;
}

/** One view: sets the title (the neutral word in it tells nothing, UX 2.3), moves the focus to its heading when it appears. */
export function View({ title, step, before, children, quiet = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = `${step} – ${t('common.neutral')}`;
  useEffect(() => { document.title = name; }, [name]);
  useEffect(() => {
    if (quiet) return;
    window.scrollTo(0, 0);
    heading.current?.focus();
  }, []);
  return (
    <div class="view">
      {before}
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}
