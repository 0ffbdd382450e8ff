// Numbers as bars. The picture says nothing that the table beside it does not: whoever cannot see it loses nothing, so it has one short name.
export interface Bar { label: string; count: number | null }

const [width, height, gap] = [640, 160, 2];

/** `count` null: there is something, too little to be told; it is drawn as an open bar of the least height. */
export function Bars({ bars, name }: { bars: readonly Bar[]; name: string }) {
  const most = Math.max(5, ...bars.map((b) => b.count ?? 0));
  const step = width / Math.max(bars.length, 7);
  return (
    <svg class="bars" viewBox={`0 0 ${width} ${height + 1}`} role="img" aria-label={name} preserveAspectRatio="none">
      {bars.map(({ label, count }, i) => {
        const tall = count === null ? 6 : Math.round((count / most) * (height - 4));
        return tall > 0 && <rect key={label} class={count === null ? 'few' : undefined} x={i * step + gap / 2} y={height - tall} width={Math.max(1, step - gap)} height={tall} />;
      })}
      <line x1={0} y1={height + 0.5} x2={width} y2={height + 0.5} />
    </svg>
  );
}
