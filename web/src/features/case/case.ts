// A seeker's own cases: the list, and one of them opened with all its messages. Nothing of it is stored; it is fetched and opened anew each time.
import { ask } from '../../crypto/client';
import type { Answer, OpenMessage } from '../../crypto/verbs';
import type { Case } from '../../crypto/wire';
import { inWords, iso } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { get } from '../../session/api';
import { membersFor } from '../../session/members';
import { texts } from '../../session/texts';
import { keepVault } from '../../session/vault';
import type { MessageItem } from '../../ui/messages/messages';

export interface Read {
  row: Case; opened: Answer<'openCase'>;
  /** Names that the agency's staff show to seekers, by uid. Who has left the agency has none here any more. */
  names: ReadonlyMap<string, string>;
}

/** Newest change first. Throws Failed. */
export async function list(): Promise<Case[]> {
  const { cases } = await get<{ cases: Case[] }>('cases');
  return cases.sort((a, b) => b.last_time - a.last_time);
}

/** `anyway`: also what follows a gap, marked as unchecked. Throws Failed, Refused. */
export async function read(id: string, anyway = false): Promise<Read> {
  const { case: row } = await get<{ case: Case }>(`cases/${id}`);
  const messages = await texts(id, 'messages', 0);
  const uids = [...new Set(messages.filter((m) => m.role !== 'seeker').map((m) => m.author))];
  const members = await membersFor({ case: row, messages, uids });
  const opened = await ask('openCase', { case: row, messages, notes: [], members, anyway });
  await keepVault(opened.vault);
  const staff = uids.length ? await ask('members', { members }) : [];
  return { row, opened, names: new Map(staff.map((member) => [member.uid, member.alias])) };
}

/** Who wrote it, in words. */
const who = (m: OpenMessage, names: Read['names']): string => {
  if (m.mine) return t('case.you');
  const name = names.get(m.author);
  return name ? t('case.wrote', { who: name }) : t('case.team');
};

const mark = (m: OpenMessage): string | undefined => {
  if (m.state === 'sealed') return t('case.sealed');
  if (m.state === 'unchecked') return t(m.text ? 'case.unchecked' : 'case.waits');
  return undefined;
};

/** The messages as the list shows them. */
export const items = ({ opened, names }: Read): MessageItem[] => opened.messages.map((m) => ({
  id: m.id, who: who(m, names), when: t(m.exact ? 'case.at' : 'case.about', { when: inWords(m.at) }), iso: iso(m.at),
  own: m.mine, mark: mark(m), sealed: m.state === 'sealed', text: m.text, lang: m.lang,
}));

/** The first message behind a gap, or null. */
export const firstAfterGap = ({ opened }: Read): string | null => opened.messages.find((m) => m.state === 'unchecked')?.id ?? null;

/** Name of whoever answered last, if the last message is an answer. */
export function answeredBy({ opened, names }: Read): string | null {
  const last = opened.messages.at(-1);
  return last && !last.mine ? names.get(last.author) ?? t('case.the_team') : null;
}
