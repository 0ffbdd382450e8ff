// Where a person is in a long page. A message that comes in moves neither the focus nor what is being read or written (UX 5.2).

const article = (id: string): HTMLElement | null => document.getElementById(`m-${id}`)?.closest('article') ?? null;

/** Any part of it can be seen. */
export function inView(id: string): boolean {
  const box = article(id)?.getBoundingClientRect();
  return !!box && box.bottom > 0 && box.top < innerHeight;
}

export function showMessage(id: string): void {
  const found = article(id);
  found?.scrollIntoView({ block: 'start' });
  const title = document.getElementById(`m-${id}`);
  if (title) title.tabIndex = -1;
  title?.focus({ preventScroll: true });
}

/** Notes where the box is that somebody writes in; afterwards brings it back to that place. */
export function heldStill(): () => Promise<void> {
  const box = document.activeElement instanceof HTMLTextAreaElement ? document.activeElement : null;
  const top = box?.getBoundingClientRect().top ?? 0;
  return () => new Promise((done) => {
    requestAnimationFrame(() => {
      if (box?.isConnected) scrollBy(0, box.getBoundingClientRect().top - top);
      done();
    });
  });
}
