// A lead's browser follows the audit chain at every sign-in (spec/audit.md).
import { ask } from '../crypto/client';
import type { HeadSays } from '../crypto/verbs';
import type { ChainEntry, ChainHead, LeadHead } from '../crypto/wire';
import { get, put } from './api';
import { insist } from './insist';
import { membersFor } from './members';
import { keepVault } from './vault';

export interface ChainPage { entries: ChainEntry[]; head: ChainHead; more: boolean }

/** As many as one answer of the server holds. */
export const pageLength = 500;

/** The newest entries, oldest first, found good up to the head; what each lead has signed last, held against them. */
export interface Followed { entries: ChainEntry[]; head: ChainHead; heads: HeadSays[] }

/**
 * What has come since follows what this person's browsers have seen, and so does what other leads have signed, as far as a page reaches back; then it is remembered
 * and signed. `anew`: it is taken as it is. `back`: that many entries of before are fetched with it. Throws Failed, Refused (`A1`, `A2`).
 */
export async function followChain(anew: boolean, back = 0): Promise<Followed> {
  const { heads } = await get<{ heads: LeadHead[] }>('audit/heads'), { after } = await ask('chainFrom'), entries: ChainEntry[] = [];
  const lowest = Math.min(after - back, ...heads.map(({ seq }) => seq - 1)), from = Math.max(0, after - pageLength, lowest);
  let page: ChainPage;
  do {
    page = await get<ChainPage>(`audit?after=${entries.at(-1)?.seq ?? from}`);
    entries.push(...page.entries);
  } while (page.more && page.entries.length > 0);
  const { vault, body, heads: says } = await ask('chainSeen', { entries, head: page.head, anew, heads, members: await membersFor({ uids: heads.map(({ by }) => by) }) });
  await keepVault(vault);
  if (body !== null) await insist(() => put<void>('audit/head', { seq: page.head.seq, hash: page.head.hash, body, anew }));
  return { entries, head: page.head, heads: says };
}
