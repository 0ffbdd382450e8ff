// One's cases: the list, and one of them with its messages and notes (PROTOCOL 2.6).
import type { History } from '../history';
import { Refused, type Answer, type Argument, type OpenCase, type Refusal } from '../verbs';
import type { Case, Grant } from '../wire';
import { history, hold, notesKey, openProfile, pinCase, shown, take, type FromPool } from './held';
import { handOutVault, personOf, type Person, type State } from './person';

/** `fromPool`: null where nobody ever reads the pool. */
export const casesWith = (fromPool: FromPool | null) => async (state: State, a: Argument<'cases'>): Promise<Answer<'cases'>> => {
  const person = personOf(state), result: OpenCase[] = [];
  await take(person, a.members);
  for (const one of a.cases) result.push(await listed(person, one.case, one.grant, fromPool));
  return result;
};

/** One bad case never breaks the list. */
async function listed(person: Person, row: Case, grant: Grant | null, fromPool: FromPool | null): Promise<OpenCase> {
  try {
    const held = await hold(person, row) ?? (grant && fromPool && (await fromPool(person, row, grant)).held);
    return held ? { id: row.id, state: 'open', profile: shown(await openProfile(person, held, row)) } : { id: row.id, state: 'no-access', profile: null };
  } catch (error) {
    return { id: row.id, state: 'sealed', check: error instanceof Refused ? error.check : 'box', profile: null };
  }
}

export async function positions(state: State, a: Argument<'positions'>): Promise<Answer<'positions'>> {
  const { seen } = personOf(state).vault;
  return Object.fromEntries(a.cases.map((id) => [id, Object.hasOwn(seen, id) ? seen[id]! : 0]));
}

export async function openCase(state: State, a: Argument<'openCase'>): Promise<Answer<'openCase'>> {
  const person = personOf(state), row = a.case, anyway = a.anyway ?? false;
  await take(person, a.members);
  const held = await hold(person, row);
  if (!held) throw new Refused('state'); // kill: Case.open-case-state
  let refused: Refusal | undefined;
  const profile = await openProfile(person, held, row).catch((error: unknown) => { refused = error instanceof Refused ? error.check : 'box'; return null; });
  let changed = profile !== null && pinCase(person, row, profile);
  const { seen } = person.vault, key = await notesKey(person, row.id);
  const messages = await history(person, held, { kind: 'message', messages: a.messages, held: a.held, seen: seen[row.id] ?? 0, anyway, last: row.last_order });
  changed = see(person, row.id, messages) || changed;
  const notes = person.realm === 'staff' ? await history(person, held, { kind: 'note', messages: a.notes, seen: seen[key] ?? 0, anyway, last: 0 }) : null;
  if (notes) changed = see(person, key, notes) || changed;
  held.opened = true;
  return {
    profile: profile && shown(profile), messages: messages.shown, notes: notes?.shown ?? [], held: messages.held, gap: messages.gap || (notes?.gap ?? false),
    vault: changed ? await handOutVault(person) : null, ...(refused && { refused }),
  };
}

/** Only what was accepted counts as read, and only what joins what was read before: E2 is not asked again below. */
function see(person: Person, key: string, { seen, from }: History): boolean {
  const before = person.vault.seen[key] ?? 0;
  if (seen <= before || from > before + 1) return false;
  person.vault.seen[key] = seen;
  return true;
}
