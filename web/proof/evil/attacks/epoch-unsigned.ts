import { onNewKeys, regrant } from '../rekey';

export const unsigned = onNewKeys('epoch-unsigned', 'new keys of a case that nobody has signed', ['G6'], (stage, waiting) => regrant(stage, waiting, () => undefined, null), { long: true });
