import { head, spoilt } from '../file';

export const attack = spoilt('file-bit', 'one bit of an attachment is turned over', 'F2', (sealed) => { sealed[head + 40]! ^= 1; return sealed; });
