import { spoilt } from '../file';

export const attack = spoilt('file-empty', 'an attachment is empty', 'F1', () => Buffer.alloc(0));
