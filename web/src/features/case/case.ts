// A seeker's own cases: the list, and one of them opened with its newest messages, older ones on request. Nothing of it is stored; it is fetched and
// opened anew each time.
import { ask } from '../../crypto/client';
import type { Answer, OpenMessage } from '../../crypto/verbs';
import type { Case, Message } from '../../crypto/wire';
import { inWords, inWordsNear, iso } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { fetchCase } from '../../session/adopt';
import { agency } from '../../session/agency';
import { get } from '../../session/api';
import { membersFor } from '../../session/members';
import { texts } from '../../session/texts';
import { keepVault } from '../../session/vault';
import type { MessageItem } from '../../ui/messages/messages';

/** What was fetched stays sealed in `messages`; `opened` is what can be read. */
export interface Read {
  row: Case; messages: readonly Message[]; opened: Answer<'openCase'>;
  /** Older ones are there. */
  more: boolean;
  /** Up to here it had been read before this page was opened. */
  seen: number;
  /** Names that the agency's staff show to seekers, by uid. Who has left the agency has none here any more. */
  names: ReadonlyMap<string, string>;
}

/** A case of the list; `fresh`: there is something that was not read yet. */
export interface Listed { row: Case; fresh: boolean }

/** What is new comes first, then the newest change. Throws Failed, Refused. */
export async function list(): Promise<Listed[]> {
  const { cases } = await get<{ cases: Case[] }>('cases');
  const seen = await ask('positions', { cases: cases.map(({ id }) => id) });
  return cases.map((row) => ({ row, fresh: row.last_role !== 'seeker' && row.last_order > (seen[row.id] ?? 0) }))
    .sort((a, b) => Number(b.fresh) - Number(a.fresh) || b.row.last_time - a.row.last_time);
}

interface Piece { messages: Message[]; more: boolean }
const before = (id: string, order: number): Promise<Piece> => get<Piece>(`cases/${id}/messages?before=${order}`);

/** The newest messages, or, with what is `known`, what has come since. `anyway`: also what follows a gap, marked as unchecked. Throws Failed, Refused. */
export async function read(id: string, known: Read | null = null, anyway = false): Promise<Read> {
  const row = await fetchCase(id);
  if (known) return open(row, [...known.messages, ...await texts(id, 'messages', known.messages.at(-1)?.order ?? 0)], known.more, known.seen, anyway);
  const seen = (await ask('positions', { cases: [id] }))[id] ?? 0;
  const { messages, more } = await before(id, 0);
  return open(row, messages, more, seen, anyway);
}

/** Fifty more at the top. Throws Failed, Refused. */
export async function older(known: Read): Promise<Read> {
  const first = known.messages[0]?.order ?? 0;
  const { messages, more } = await before(known.row.id, first);
  return open(known.row, [...messages, ...known.messages], more, known.seen, false);
}

async function open(row: Case, messages: Message[], more: boolean, seen: number, anyway: boolean): Promise<Read> {
  const uids = [...new Set([...messages.filter((m) => m.role !== 'seeker').map((m) => m.author), ...(row.counsellor ? [row.counsellor] : [])])];
  const members = await membersFor({ case: row, messages, uids });
  const opened = await ask('openCase', { case: row, messages, notes: [], members, anyway });
  await keepVault(opened.vault);
  const staff = uids.length ? await ask('members', { members }) : [];
  return { row, messages, opened, more, seen, names: new Map(staff.map((member) => [member.uid, member.alias])) };
}

/** Whether this message had not been read before the page was opened. */
const fresh = (m: OpenMessage, seen: number): boolean => !m.mine && m.order > seen;
export const unread = ({ opened, seen }: Read): number => opened.messages.filter((m) => fresh(m, seen)).length;

/** Of this person, also from another account of hers: a case has one seeker. */
const own = (m: OpenMessage): boolean => m.mine || m.role === 'seeker';

/** Who wrote it, in words. */
const who = (m: OpenMessage, names: Read['names']): string => {
  if (own(m)) return t(m.mine ? 'case.you' : 'shared.you');
  const name = names.get(m.author);
  return name ? t('case.wrote', { who: name }) : t('case.team');
};

const mark = (m: OpenMessage): string | undefined => {
  if (m.state === 'sealed') return t('case.sealed');
  if (m.state === 'unchecked') return t(m.text ? 'case.unchecked' : 'case.waits');
  return undefined;
};

/** The messages as the list shows them. */
export const items = ({ opened, names, seen }: Read, files: (m: OpenMessage) => MessageItem['files']): MessageItem[] => opened.messages.map((m) => ({
  id: m.id, who: who(m, names), when: t(m.exact ? 'case.at' : 'case.about', { when: inWords(m.at) }), iso: iso(m.at),
  own: own(m), mark: mark(m), sealed: m.state === 'sealed', text: m.text, lang: m.lang, files: files(m), badge: fresh(m, seen) ? t('case.new') : undefined,
}));

/** The first message behind a gap, or null. */
export const firstAfterGap = ({ opened }: Read): string | null => opened.messages.find((m) => m.state === 'unchecked')?.id ?? null;

/** Name of whoever answered last, if the last message is an answer. */
export function answeredBy({ opened, names }: Read): string | null {
  const last = opened.messages.at(-1);
  return last && !own(last) ? names.get(last.author) ?? t('case.the_team') : null;
}

/** Under which name this case is answered, once somebody has it. */
export const answering = ({ row, names }: Read): string | null => (row.counsellor && names.get(row.counsellor)) || null;

/** What is promised, in the agency's time; where it was missed, the old moment and the new one (UX 1.5 no. 7). Null: nothing is promised. */
export function promise(row: Case): string | null {
  const zone = agency.value?.zone;
  if (row.promised_at === null) return null;
  if (row.late_at === null) return t('case.promise', { when: inWords(row.promised_at, zone) });
  return t('case.missed', { when: inWordsNear(row.promised_at, zone), until: inWords(row.late_at, zone) });
}

/** What is said once of a message that has just come: who wrote it, and how it begins. */
export const announcement = ({ opened, names }: Read, before: number): string => {
  const last = opened.messages.filter((m) => !m.mine && m.order > before).at(-1);
  return last ? t('case.arrived', { who: names.get(last.author) ?? t('case.the_team'), text: last.text.slice(0, 100) }) : '';
};
