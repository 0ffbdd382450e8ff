import { spoilt } from '../file';

export const attack = spoilt('file-trailing', 'behind an attachment comes more', 'F2', (sealed) => Buffer.concat([sealed, Buffer.alloc(100)]));
