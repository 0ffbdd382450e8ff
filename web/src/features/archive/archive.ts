// The archive: the list of sealed cases, opening one with password and reason, and taking one along as a sealed file (PROTOCOL 2.8.16, 2.8.17).
import { ask } from '../../crypto/client';
import { Refused, type Members, type OpenArchive, type OpenMessage } from '../../crypto/verbs';
import type { Case, Grant, Message } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { alarm } from '../../session/alarm';
import { Failed, get, post, put, remove } from '../../session/api';
import { insist } from '../../session/insist';
import { fetchWanted } from '../../session/members';
import { prove } from '../../session/proof';
import { fetchSealed } from '../../session/sealedfile';
import type { FetchFile } from '../../session/files';

/** Why a sealed case is opened: a closed list, noted in the audit chain. */
export const reasons = ['request', 'court', 'complaint', 'law', 'drill', 'other'] as const;

export interface Shelf { id: string; created: number; closed: number | null; sealed_until: number | null; hold: { until: number; reason: string } | null }

export const shelves = (skip: number): Promise<{ rows: Shelf[]; more: boolean }> => get(`archive?skip=${skip}`);

/** Why a case stays beyond its day, and for how long at most at a time. */
export const holdReasons = ['court', 'complaint', 'law', 'other'] as const;
export const mostMonths = 12;

/** Keeps a case until a day so many months from now; again and again. Throws Failed. */
export function hold(id: string, months: number, reason: string): Promise<void> {
  const now = new Date(), until = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, Math.min(now.getUTCDate(), 28));
  return insist(() => put<void>(`cases/${id}/hold`, { until, reason }));
}

/** The case goes on its day again. Throws Failed. */
export const letGo = (id: string): Promise<void> => insist(() => remove(`cases/${id}/hold`));

/** Short, and says nothing: enough to tell two cases apart. */
export const handleOf = (id: string): string => id.replace(/[-_]/g, '').slice(0, 8).toLowerCase();

interface Stretch { case: Case; grant: Grant; messages: Message[]; notes: Message[]; more: boolean }

const rounds = 8; // a manifest may name further records
const mostRows = 100_000; // no case has so many, and a server that says for ever that there is more is not asked for ever

/** A case that is open. `attached`: how its attachments are had, with the same password and reason, as long as it is shown. */
export interface Opened extends OpenArchive { attached: FetchFile }

/** Opens a sealed case. Each part that is fetched is noted at the server. Throws Failed (`sign_in_failed`, `wait`), Refused. */
export async function open(id: string, password: string, reason: string, asExport = false): Promise<Opened> {
  const proof = await prove({ password });
  const messages: Message[] = [], notes: Message[] = [];
  const fetchOn = (): Promise<Stretch> => {
    const body = { reason, export: asExport, after: messages.at(-1)?.order ?? 0, notes_after: notes.at(-1)?.order ?? 0, ...proof };
    return insist(() => post<Stretch>(`archive/${id}/opening`, body));
  };
  let part: Stretch, before: string;
  do {
    before = `${messages.at(-1)?.order} ${notes.at(-1)?.order}`;
    part = await fetchOn();
    if (part.case.id !== id) { alarm('G4'); throw new Refused('G4'); } // kill: G4.archive-asked
    messages.push(...part.messages);
    notes.push(...part.notes);
    if (messages.length + notes.length > mostRows) throw new Failed('internal', 0, null); // kill: Archive.more-forever
  } while (part.more && before !== `${messages.at(-1)?.order} ${notes.at(-1)?.order}`);
  const members: Members = { manifests: [], records: [] };
  for (let round = 0; round < rounds; round++) {
    const opened = await ask('openArchive', { case: part.case, grant: part.grant, messages, notes, members });
    if (!opened.wanted) return { ...opened, attached: (file, most, progress) => fetchSealed(id, file, { reason, export: asExport, ...proof }, most, progress) };
    const fresh = await fetchWanted(opened.wanted);
    members.manifests.push(...fresh.manifests);
    members.records.push(...fresh.records);
  }
  alarm('G6');
  throw new Refused('G6'); // kill: Archive.no-end
}

/** A line of the record: who wrote to whom, and when. */
export interface Line { id: string; from: string; to: string; at: number; exact: boolean; text: string; state: OpenMessage['state'] }

/** `seeker`: the name the seeker has chosen; `names`: who wrote a message of staff, by its id. Letters of seekers go to the agency. */
export const lines = (messages: readonly OpenMessage[], seeker: string, names: Readonly<Record<string, string>>): Line[] => messages.map((m) => ({
  id: m.id, at: m.at, exact: m.exact, text: m.text, state: m.state, from: m.role === 'seeker' ? seeker : names[m.id] ?? t('archive.somebody'),
  to: m.kind === 'note' ? '' : m.role === 'seeker' ? agency.value?.name ?? '' : seeker,
}));
