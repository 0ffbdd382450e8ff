import { flipped } from '../keys';
import { onNewKeys } from '../rekey';

export const backBit = onNewKeys('epoch-back-link-bit', 'the link from the new keys to those before, with a bit turned over', ['box'], (_, { case: row }) => { row.back[0]!.ck = flipped(row.back[0]!.ck) as never; }, { long: true });
