import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { apart, speakApart } from '../session/assets';
import { useDoing, type Telling } from '../ui/block/block';

/** What few people open is shown when its words have come, which the first view does not wait for. */
export function Apart({ telling, children }: { telling: Telling; children: ComponentChildren }) {
  const doing = useDoing(), load = () => void doing.act(speakApart);
  useEffect(load, []);
  if (apart.value) return <>{children}</>;
  return doing.failed.value === null ? null : <>{telling(doing.failed.value, load, doing.busy.value)}</>;
}
