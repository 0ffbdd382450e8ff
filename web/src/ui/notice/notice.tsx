import type { ComponentChildren } from 'preact';

interface Props { kind?: 'warn' | 'danger' | 'ok'; title?: string; id?: string; children: ComponentChildren }

/** A quiet block; its words carry the meaning, the tint only helps. */
export const Notice = ({ kind, title, id, children }: Props) => (
  <div class={kind ? `notice ${kind}` : 'notice'} id={id}>
    {title && <h2>{title}</h2>}
    {children}
  </div>
);
