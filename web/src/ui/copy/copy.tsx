import { useSignal } from '@preact/signals';
import { Button } from '../button/button';

interface Props { text: string; copy: string; copied: string; failed: string }

/** A line that somebody takes elsewhere: it can be marked by hand, and copied with one press. */
export function CopyLine({ text, copy, copied, failed }: Props) {
  const said = useSignal('');
  const press = async () => {
    try { await navigator.clipboard.writeText(text); said.value = copied; } catch { said.value = failed; }
  };
  return (
    <div class="copy-line">
      <output translate={false}>{text}</output>
      <Button kind="quiet" onPress={press}>{copy}</Button>
      <p class="status" role="status">{said.value}</p>
    </div>
  );
}
