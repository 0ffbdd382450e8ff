import { flipped } from '../keys';
import { onNewKeys, regrant } from '../rekey';

export const falseLink = onNewKeys('epoch-link-false', 'new keys of a case, bound to others than those before', ['G7'], (stage, waiting) => regrant(stage, waiting, (body) => { body.link = flipped(body.link!); }), { long: true });
