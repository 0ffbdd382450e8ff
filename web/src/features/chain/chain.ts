// The agency's audit chain as leads read it: by day, newest first, each row found good by this browser before it is shown (spec/audit.md).
import { ask } from '../../crypto/client';
import { Refused, type HeadSays } from '../../crypto/verbs';
import type { ChainEntry, ChainHead } from '../../crypto/wire';
import { me } from '../../session/account';
import { get } from '../../session/api';
import { followChain, pageLength, type ChainPage } from '../../session/chain';
import { membersFor } from '../../session/members';

/** Of which kind an action is; the order is that of the screen. */
export const kinds = ['people', 'keys', 'opened', 'ending', 'settings', 'days'] as const;
export type Kind = typeof kinds[number];

const actions: Record<Kind, readonly string[]> = {
  people: ['manifest', 'invite', 'uninvite', 'stop', 'start'],
  keys: ['grant', 'ungrant', 'relink', 'alarm'],
  opened: ['open', 'export', 'read', 'anew'],
  ending: ['order', 'keep', 'delete', 'seal', 'expire', 'hold', 'unhold'],
  settings: ['policy', 'visits', 'record'],
  days: ['signin', 'signin-failed', 'letters'],
};

/** null: an action that this browser does not know; it stands under "all". Pure. */
export const kindOf = (action: string): Kind | null => kinds.find((kind) => actions[kind].includes(action)) ?? null;

/** Of a day as a whole, not of a moment. */
export const ofDay = ({ action }: Pick<ChainEntry, 'action'>): boolean => kindOf(action) === 'days';

/** What the object of an action is, where it tells a reader something: a case, or a member of staff. Pure. */
export function objectOf({ action, object, reason }: Pick<ChainEntry, 'action' | 'object' | 'reason'>): 'case' | 'staff' | null {
  if (object === null) return null;
  if (action === 'stop' || action === 'start' || reason === 'role' || reason === 'adopted') return 'staff';
  return ['grant', 'ungrant', 'relink', 'seal', 'expire', 'hold', 'unhold', 'open', 'export', 'delete'].includes(action) ? 'case' : null;
}

export interface Day { at: number; entries: ChainEntry[] }

/** Midnight UTC of the day on which it was done where the agency is. The numbers of a day stand in the chain with that midnight itself. */
function dayOf(e: ChainEntry, zone: string): number {
  return ofDay(e) ? e.at : Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(e.at));
}

/** The newest `most` by day, newest first; of a day what stands last in the chain comes first. `zone`: the agency's. Pure. */
export function byDay(entries: readonly ChainEntry[], most: number, zone: string): Day[] {
  const dated = entries.map((e) => ({ e, at: dayOf(e, zone) })).sort((a, b) => b.at - a.at || b.e.seq - a.e.seq), days: Day[] = [];
  for (const { e, at } of dated.slice(0, most)) {
    if (days.at(-1)?.at === at) days.at(-1)!.entries.push(e); else days.push({ at, entries: [e] });
  }
  return days;
}

/** Eight digits of a hash, to be read out on the phone. Pure. */
export function checkCode(hash: string): string {
  const bytes = [...atob(hash.replace(/-/g, '+').replace(/_/g, '/').slice(0, 8))].slice(0, 4);
  const hex = bytes.map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('').toUpperCase();
  return `${hex.slice(0, 4)} ${hex.slice(4)}`;
}

/** `names`: aliases by uid. `broken`: older entries did not lead to what was found good, and are not there. */
export interface Known { entries: readonly ChainEntry[]; head: ChainHead; heads: readonly HeadSays[]; leads: readonly string[]; names: ReadonlyMap<string, string>; more: boolean; broken: boolean }

/** The newest part, and who has signed what. Throws Failed, Refused (`A1`, `A2`). */
export async function newest(): Promise<Known> {
  let followed = await followChain(false, pageLength);
  if (followed.entries.length === 0 && followed.head.seq > 0) followed = await followChain(false, pageLength); // nothing was remembered before
  const { entries, head, heads } = followed;
  const team = await ask('members', { members: await membersFor({ all: true }) });
  const leads = team.filter(({ roles }) => roles.includes('lead')).map(({ uid }) => uid);
  const mine = { by: me.value?.uid ?? '', seq: head.seq, hash: head.hash, says: 'same' as const }; // signed just now
  return { entries, head, heads: [...heads.filter(({ by }) => by !== mine.by), mine], leads, names: new Map(team.map(({ uid, alias }) => [uid, alias])), more: isMore(entries), broken: false };
}

/** The chain begins with 1; what is older than three years has gone from it. */
const isMore = ([first]: readonly ChainEntry[]): boolean => first !== undefined && first.seq > 1;

/** With the part before it, if that leads to what is there. Throws Failed. */
export async function older(known: Known): Promise<Known> {
  const [good] = known.entries;
  if (!good) return { ...known, more: false };
  const page = await get<ChainPage>(`audit?after=${Math.max(0, good.seq - 1 - pageLength)}`), entries = page.entries.filter(({ seq }) => seq < good.seq);
  if (entries.length === 0) return { ...known, more: false }; // cut after three years
  try { await ask('chainBefore', { entries, good }); } catch (error) {
    if (error instanceof Refused && error.check === 'A1') return { ...known, more: false, broken: true };
    throw error;
  }
  return { ...known, entries: [...entries, ...known.entries], more: isMore(entries) };
}
