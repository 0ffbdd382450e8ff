/** A code in groups, in letters that cannot be mistaken, read out character by character. */
export function ReturnCode({ text, label }: { text: string; label: string }) {
  const groups = text.split(/[\s-]+/);
  return (
    <output class="return-code" role="group" aria-label={`${label}: ${groups.map((g) => g.split('').join(' ')).join(', ')}`} translate={false}>
      {groups.map((group, i) => [i > 0 ? ' ' : '', <span key={group + String(i)}>{group}</span>])}
    </output>
  );
}
