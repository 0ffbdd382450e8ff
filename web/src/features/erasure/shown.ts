import { signal } from '@preact/signals';

/** The page shows what would be deleted; `now`: it is on its way. Whatever else says meanwhile that the session has ended is no news. */
export const erasing = signal<'no' | 'shown' | 'now'>('no');
