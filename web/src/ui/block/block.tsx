// One block of a page of settings: heading, what it does, one step at a time, and beside it what came of that step. It saves for itself; no block knows another.
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** A step of a block. `failed`: what stopped the last one, or null. `said`: what came of it. */
export interface Doing {
  busy: Signal<boolean>; failed: Signal<unknown>; said: Signal<string>;
  /** Acts unless something is under way. `meanwhile` and `said` are told in words. True: it went well. */
  act: (work: () => Promise<void>, said?: string, meanwhile?: string) => Promise<boolean>;
}

export function useDoing(): Doing {
  const busy = useSignal(false), failed = useSignal<unknown>(null), told = useSignal('');
  const act = async (work: () => Promise<void>, said = '', meanwhile = '') => {
    if (busy.value) return false;
    busy.value = true;
    failed.value = null;
    told.value = meanwhile;
    try {
      await work();
      told.value = said;
    } catch (error) { failed.value = error; told.value = ''; } finally { busy.value = false; }
    return failed.value === null;
  };
  return { busy, failed, said: told, act };
}

/** How a screen tells a failure; seekers and staff have words of their own for it. */
export type Telling = (error: unknown, again?: () => void, busy?: boolean) => ComponentChildren;

/** What every block of a screen is given. */
export interface BlockProps { telling: Telling }

interface Props extends BlockProps {
  id: string; title: string; doing: Doing;
  /** How the step that failed is tried again, if one press is enough. */
  again?: () => void;
  children: ComponentChildren;
}

export const Block = ({ id, title, doing, telling, again, children }: Props) => (
  <section class="card" aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`} tabIndex={-1}>{title}</h2>
    {children}
    {doing.failed.value !== null && telling(doing.failed.value, again, doing.busy.value)}
    <p class="status" role="status">{doing.said.value}</p>
  </section>
);
