import { onShared, regrant } from '../rekey';

export const asEpoch = onShared('shared-as-epoch', 'a case that was never shared, given as new keys of one that was', ['G6'], (stage, waiting) => regrant(stage, waiting, (body) => { body.why = 'rotate'; }));
