import { chunk, head, spoilt } from '../file';

export const attack = spoilt('file-cut-at-chunk', 'an attachment ends behind its third chunk', 'F2', (sealed) => sealed.subarray(0, head + 3 * chunk));
