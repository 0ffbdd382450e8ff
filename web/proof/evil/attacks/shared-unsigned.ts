import { onShared, regrant } from '../rekey';

export const unsigned = onShared('shared-unsigned', 'an earlier case, shared by nobody', ['G6'], (stage, waiting) => regrant(stage, waiting, () => undefined, null));
