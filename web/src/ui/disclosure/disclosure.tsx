import type { ComponentChildren } from 'preact';

interface Props { label: string; open?: boolean; framed?: boolean; children: ComponentChildren }

/** Closed until one key press or tap. */
export const Disclosure = ({ label, open = false, framed = false, children }: Props) => (
  <details open={open} class={framed ? 'more' : undefined}><summary>{label}</summary><div>{children}</div></details>
);
