import { chunk, head, spoilt } from '../file';

export const attack = spoilt('file-cut-inside', 'an attachment ends in the middle of a chunk', 'F2', (sealed) => sealed.subarray(0, head + chunk + 1_000));
