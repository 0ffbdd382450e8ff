// Taking up a link: the first lead sets the agency up (PROTOCOL 2.8.1), everybody else joins (2.8.2).
import { ask } from '../../crypto/client';
import { Refused, type Contact, type Sheet } from '../../crypto/verbs';
import type { Setup } from '../../crypto/wire';
import { me } from '../../session/account';
import { checked, place, type Agency } from '../../session/agency';
import { Failed, get, post } from '../../session/api';
import { insist } from '../../session/insist';

/** What a link is worth. `used`: there is an account already, so signing in is the way. */
export type Worth = 'open' | 'used' | 'unknown';

/** Looks the link up. The server sees the id of the invite, never its token. Throws Failed; a link that cannot be one is `unknown`. */
export async function worth(token: string | null, kind: 'setup' | 'join'): Promise<Worth> {
  if (token === null) return 'unknown';
  try {
    const { id } = await ask('inviteId', { token });
    const invite = await get<{ kind: string; state: string }>(`invites/${id}?agency=${place().agency}`);
    if (invite.kind !== kind) return 'unknown';
    return invite.state === 'open' ? 'open' : 'used';
  } catch (error) {
    if (error instanceof Refused || (error instanceof Failed && error.code === 'not_found')) return 'unknown';
    throw error;
  }
}

/** What is signed as the agency's way of being reached when something fails: its phone and the emergency numbers of its own country. */
export const contactOf = (agency: Agency): Contact => ({ phone: agency.contact.phone, emergency: (agency.crisis[0]?.numbers ?? []).map(({ label, number }) => ({ label, number })) });

// Once the sheet is confirmed the same documents are sent again after a lost answer: the server takes them once.
let made: Setup | null = null;

/** Makes the agency's keys. Nothing leaves the browser before the sheet is confirmed; called again, everything is made anew. */
export async function sheet(contact: Contact, alias: string | null, years: number): Promise<Sheet> {
  made = null;
  return (await ask('makeAgency', { ...place(), contact, continuity: true, years, ...(alias === null ? {} : { alias }) })).sheet;
}

/** The 8 characters typed back; publishes. Throws Refused('sheet') if they are wrong, Failed if the server could not be reached: then the same call again. */
export async function publish(typed: string): Promise<void> {
  made ??= await ask('confirmSheet', { typed });
  const body = made;
  await insist(() => post<unknown>('setup', body));
  const lead = await ask('published');
  checked.value = lead.checked;
  me.value = lead;
}

/** A line of the sheet in groups, as it is read from paper. */
export function grouped(text: string): string[] {
  const [, head, tail] = /^(AGE-.*-\w?1)(.*)$/.exec(text) ?? [];
  if (head !== undefined) return [head, ...(tail?.match(/.{1,4}/g) ?? [])];
  return text.replace(/-/g, '').match(/.{1,4}/g) ?? [];
}

/** What is asked back, in groups of four: "die 3. und 4. Gruppe". */
export const asked = (s: Sheet): { line: Sheet['lines'][number]['key']; first: number; second: number } => {
  const head = s.lines[s.ask.line]?.text.startsWith('AGE-') ? 1 : 0; // stands before the groups of an identity as one of its own
  const first = Math.floor((s.ask.from - 1) / 4) + 1 + head;
  return { line: s.lines[s.ask.line]?.key ?? 'paper', first, second: first + 1 };
};
