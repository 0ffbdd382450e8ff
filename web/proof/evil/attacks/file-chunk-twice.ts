import { chunk, head, spoilt } from '../file';

const attack = spoilt('file-chunk-twice', 'a chunk of an attachment comes twice, so that it is longer than it may be: it is broken off', 'data', (sealed) => Buffer.concat([sealed.subarray(0, head + chunk), sealed.subarray(head)]));

export const twice = { ...attack, expected: { ...attack.expected, says: ['problem.internal'] } };
