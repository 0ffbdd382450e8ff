import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Dial } from '../crisis/crisis';

interface Told {
  title: string;
  /** What happened and what to do. */
  text: string;
  /** "Ihr Text ist noch da.", only when it is true. */
  safe: string | null;
  /** Whom to call, and the words before. */
  call: string; numbers: readonly { label: string; number: string }[];
}

export const WhomToCall = ({ told: { call, numbers } }: { told: Pick<Told, 'call' | 'numbers'> }) => (numbers.length === 0 ? null : (
  <p>{call} {numbers.map((n, i) => <span key={n.number + n.label}>{i > 0 && ' · '}{n.label} <Dial number={n.number} /></span>)}</p>
));

/** An action that stopped: it stays until the next action and is read out at once. null: nothing has failed. */
export function Failure({ told, children }: { told: Told | null; children?: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.scrollIntoView({ block: 'nearest' }); }, [told?.text]);
  if (!told) return null;
  return (
    <div class="notice danger failure" role="alert" ref={box}>
      <p><strong>{told.title}</strong></p>
      <p>{told.text} {told.safe}</p>
      <WhomToCall told={told} />
      {children && <div class="buttons">{children}</div>}
    </div>
  );
}
