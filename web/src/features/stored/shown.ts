import { signal } from '@preact/signals';

/** The page shows what is stored. */
export const reading = signal(false);
