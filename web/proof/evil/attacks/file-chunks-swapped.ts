import { chunk, head, spoilt } from '../file';

const part = (sealed: Buffer, n: number): Buffer => sealed.subarray(head + n * chunk, head + (n + 1) * chunk);

export const attack = spoilt('file-chunks-swapped', 'two chunks of an attachment have changed places', 'F2',
  (sealed) => Buffer.concat([sealed.subarray(0, head), part(sealed, 1), part(sealed, 0), sealed.subarray(head + 2 * chunk)]), false);
