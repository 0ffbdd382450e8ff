// One's cases: the list, and one of them with its messages and notes (PROTOCOL 2.6).
import type { History } from '../history';
import { Refused, type Answer, type Argument, type OpenCase, type Refusal } from '../verbs';
import type { Case, Grant, Message } from '../wire';
import { doubtKey, history, hold, notesKey, openProfile, pinCase, shown, take, type FromPool } from './held';
import { handOutVault, personOf, type Held, type Person, type State } from './person';

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
    // What lies in the pool is shown by its grant alone, whatever this page has held of it before.
    const held = grant && fromPool ? (await fromPool(person, row, grant)).held : await hold(person, row);
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
  changed = await see(person, row.id, messages) || changed;
  changed = (person.realm === 'staff' && begin(person, held, key, a.notes)) || changed;
  const notes = person.realm === 'staff' ? await history(person, held, { kind: 'note', messages: a.notes, seen: seen[key] ?? 0, anyway, last: 0 }) : null;
  if (notes) changed = await see(person, key, notes) || changed;
  held.opened = true;
  return {
    profile: profile && shown(profile), messages: messages.shown, notes: notes?.shown ?? [], held: messages.held, gap: messages.gap || (notes?.gap ?? false),
    vault: changed ? await handOutVault(person) : null, ...(refused && { refused }),
  };
}

/** Who adopts a case begins with the notes that it has then: who wrote them may have left since (E2). */
function begin({ vault }: Person, held: Held, key: string, notes: Message[]): boolean {
  const known = vault.seen[key];
  if (known !== undefined && !held.adopted) return false;
  held.adopted = false;
  const newest = Math.max(known ?? 0, ...notes.map(({ order }) => order).filter(Number.isSafeInteger));
  vault.seen[key] = newest;
  return newest !== known;
}

/** Only what was accepted counts as read, and only what joins what was read before. Below it E2 is not asked again, so what it has refused is remembered. */
async function see(person: Person, key: string, { seen, from, shown }: History): Promise<boolean> {
  const before = person.vault.seen[key] ?? 0;
  if (seen <= before || from > before + 1) return false;
  person.vault.seen[key] = seen;
  for (const { id, order, check } of shown) if (check === 'E2' && order < seen) person.vault.seen[await doubtKey(person, id)] = order;
  return true;
}
