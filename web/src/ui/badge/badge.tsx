import type { ComponentChildren } from 'preact';

/** A state in words, with a tint. */
export const Badge = ({ kind, children }: { kind?: 'ok' | 'warn' | 'danger'; children: ComponentChildren }) => <span class={kind ? `badge ${kind}` : 'badge'}>{children}</span>;
