// "What we store about you": what the server says it keeps (GET me/stored, made from the description of its tables), the name as this browser has opened it,
// and how an address for notices stands.
import { inWordsDate } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { me } from '../../session/account';
import { agency } from '../../session/agency';
import { get } from '../../session/api';

/** Days and moments as Unix ms; null: none is kept. `bytes`: of what is sealed. */
export interface Item { key: string; count: number; bytes: number; since: number | null; until: number | null }

/** `mail`: how the address for notices stands (spec/notice.md); it is there while it is `on` or `waiting`, in every other state overwritten. null where none are sent. */
export interface Stored { items: Item[]; mail: 'none' | 'waiting' | 'on' | 'lapsed' | 'broken' | 'stopped' | null }

/** Throws Failed. */
export async function load(): Promise<Stored> {
  const { items } = await get<{ items: Item[] }>('me/stored');
  if (!agency.value?.notices?.recipient) return { items, mail: null };
  const { state } = await get<{ state: NonNullable<Stored['mail']> }>('me/notice?lang=de');
  return { items, mail: state };
}

/** Whether there is an address; where it was taken away, also why: that is what stays of it. */
function address(mail: Stored['mail']): string[] {
  if (mail === null) return [];
  const said = (state: 'none' | 'waiting' | 'on') => `${t('stored.mail')}: ${t(`stored.mail_${state}`)}`;
  return mail === 'none' || mail === 'waiting' || mail === 'on' ? [said(mail)] : [said('none'), t(`notice.${mail}`)];
}

/** Said by whether it is there, not by how many. */
const eitherOr = new Set(['password', 'code']);
/** Told in words only (internal/store/stored.go). */
const inWordsOnly = new Set(['notes', 'traces', 'account', 'keys']);

/** Whether a person has it at all: of a name or password that there is not, nothing is kept that could be told. */
export const has = ({ key, count }: Item): boolean => (key === 'name' ? !!me.value?.name : count > 0 || !eitherOr.has(key));

/** The real values of an item, in words. */
export function values(item: Item, mail: Stored['mail']): string[] {
  const { key, count, bytes, since, until } = item;
  if (!has(item)) return [t('stored.no')];
  if (key === 'name') return [me.value!.name!];
  if (eitherOr.has(key)) return [t('stored.yes')];
  const said = [
    ...(key === 'notices' ? address(mail) : []),
    inWordsOnly.has(key) ? '' : count ? t('stored.count', { count }) : key === 'notices' ? '' : t('stored.none'),
    bytes > 0 ? t('stored.bytes', { kib: Math.ceil(bytes / 1_024) }) : '',
    since === null ? '' : t('stored.since', { date: inWordsDate(since) }),
    until === null ? '' : t('stored.until', { date: inWordsDate(until) }),
  ];
  return said.filter(Boolean);
}
