// The sealed texts of a case. The server gives them in pieces (spec/api.md, 5), so that a case may grow without end.
import type { Message } from '../crypto/wire';
import { get } from './api';

/** Those above an order number, in order. Throws Failed. */
export async function texts(id: string, kind: 'messages' | 'notes', after: number): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const piece = await get<{ messages?: Message[]; notes?: Message[]; more: boolean }>(`cases/${id}/${kind}?after=${all.at(-1)?.order ?? after}`);
    const list = piece[kind] ?? [];
    all.push(...list);
    if (!piece.more || list.length === 0) return all;
  }
}
