// A list that changes under somebody's eyes: rows move, the focus stays on its row, and what is being read stays where it is.
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

interface Sight { focused: string | null; tops: ReadonlyMap<string, number> }

const rowsOf = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('[data-row]')];
const idOf = (row: Element | null): string | null => (row instanceof HTMLElement ? row.dataset['row'] ?? null : null);

/** Which row has the focus, and where the rows stand that can be seen. */
function sight(box: HTMLElement): Sight {
  const seen = rowsOf(box).map((row) => [idOf(row) ?? '', row.getBoundingClientRect()] as const).filter(([, r]) => r.bottom > 0 && r.top < innerHeight);
  return { focused: box.contains(document.activeElement) ? idOf(document.activeElement) : null, tops: new Map(seen.map(([id, r]) => [id, r.top])) };
}

/** By how much what was seen has moved: most of the rows have moved together, the changed one has not. */
export function shift(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  const by = [...before].flatMap(([id, top]) => (now.has(id) ? [now.get(id)! - top] : [])).sort((a, b) => a - b);
  return by[Math.floor(by.length / 2)] ?? 0;
}

/** Called while the list is drawn anew: what stands in the document is still the old one then. */
export function useSteady(box: RefObject<HTMLElement | null>): void {
  const before = box.current ? sight(box.current) : null;
  useLayoutEffect(() => {
    if (!before || !box.current) return;
    const rows = new Map(rowsOf(box.current).map((row) => [idOf(row) ?? '', row]));
    const moved = shift(before.tops, new Map([...rows].map(([id, row]) => [id, row.getBoundingClientRect().top])));
    if (scrollY > 0 && Math.abs(moved) > 1) scrollBy(0, moved);
    if (before.focused !== null && document.activeElement === document.body) rows.get(before.focused)?.focus({ preventScroll: true });
  });
}
