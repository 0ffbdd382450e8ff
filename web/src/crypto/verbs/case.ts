// One's cases: the list, and one of them with all its messages and notes (PROTOCOL 2.6).
import type { History } from '../history';
import { Refused, type Answer, type Argument, type OpenCase, type Refusal } from '../verbs';
import type { Case } from '../wire';
import { history, hold, notesKey, openProfile, pinCase, shown, take } from './held';
import { handOutVault, personOf, type Person, type State } from './person';

export async function cases(state: State, a: Argument<'cases'>): Promise<Answer<'cases'>> {
  const person = personOf(state), result: OpenCase[] = [];
  for (const row of a.cases) result.push(await listed(person, row));
  return result;
}

/** One bad case never breaks the list. */
async function listed(person: Person, row: Case): Promise<OpenCase> {
  try {
    const held = await hold(person, row);
    return held ? { id: row.id, state: 'open', profile: shown(await openProfile(person, held, row)) } : { id: row.id, state: 'no-access', profile: null };
  } catch (error) {
    return { id: row.id, state: 'sealed', check: error instanceof Refused ? error.check : 'box', profile: null };
  }
}

export async function openCase(state: State, a: Argument<'openCase'>): Promise<Answer<'openCase'>> {
  const person = personOf(state), row = a.case, anyway = a.anyway ?? false;
  await take(person, a.members);
  const held = await hold(person, row);
  if (!held) throw new Refused('state');
  let refused: Refusal | undefined;
  const profile = await openProfile(person, held, row).catch((error: unknown) => { refused = error instanceof Refused ? error.check : 'box'; return null; });
  let changed = profile !== null && pinCase(person, row, profile);
  const messages = await history(person, held, 'message', a.messages, person.vault.seen[row.id] ?? 0, anyway);
  changed = see(person, row.id, messages) || changed;
  const key = await notesKey(person, row.id);
  const notes = person.realm === 'staff' ? await history(person, held, 'note', a.notes, person.vault.seen[key] ?? 0, anyway) : null;
  if (notes) changed = see(person, key, notes) || changed;
  held.opened = true;
  return {
    profile: profile && shown(profile), messages: messages.shown, notes: notes?.shown ?? [], gap: messages.gap || (notes?.gap ?? false),
    vault: changed ? await handOutVault(person) : null, ...(refused && { refused }),
  };
}

/** Only what was accepted counts as read. */
function see(person: Person, key: string, { seen }: History): boolean {
  if (seen <= (person.vault.seen[key] ?? 0)) return false;
  person.vault.seen[key] = seen;
  return true;
}
