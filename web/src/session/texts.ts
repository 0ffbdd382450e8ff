// The sealed texts of a case. The server gives them in pieces (spec/api.md, 5), so that a case may grow without end.
import type { Message } from '../crypto/wire';
import { get } from './api';

/** Pieces of one list, of up to 4 MiB each: whoever still says then that there is more says it for ever. */
export const mostPieces = 200;

/** Those above an order number, in order. A server that does not go on is not asked again. Throws Failed. */
export async function texts(id: string, kind: 'messages' | 'notes', after: number): Promise<Message[]> {
  const all: Message[] = [];
  for (let pieces = 1; ; pieces++) {
    const from = all.at(-1)?.order ?? after;
    const piece = await get<{ messages?: Message[]; notes?: Message[]; more: boolean }>(`cases/${id}/${kind}?after=${from}`);
    all.push(...piece[kind] ?? []);
    if (!piece.more || pieces === mostPieces || !((all.at(-1)?.order ?? after) > from)) return all;
  }
}
