import { onNewKeys, regrant } from '../rekey';

export const missing = onNewKeys('epoch-link-missing', 'new keys of a case that do not say which ones came before', ['G7'], (stage, waiting) => regrant(stage, waiting, (body) => { body.link = null; }));
