import { onNewKeys, regrant } from '../rekey';

export const asShared = onNewKeys('epoch-as-shared', 'new keys of one\'s own case, given as those of an earlier case are', ['G6'], (stage, waiting) => regrant(stage, waiting, (body) => { body.why = 'relink'; }), { long: true });
