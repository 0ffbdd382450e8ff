import { onNewKeys } from '../rekey';

export const backGone = onNewKeys('epoch-back-link-gone', 'new keys of a case, and no link to those before', ['G7'], (_, { case: row }) => { row.back = []; }, { long: true });
