// Rows that somebody who may write to the database copies or moves: to another case, another person, another agency. Ids are rewritten so that the server serves
// them; where the server's own layer lies around a row, it is put on anew, as the operator could. People's clients must refuse each of them.
import { insideOf, rowWith, sealed } from './sealed';
import { look, type Look, type Scene } from './scene';
import type { Row, Value } from './sql';

export interface Copy {
  /** The sealed column that is copied, or the table of signed texts. */ of: string; what: string; across: boolean;
  /** The rows that are put. */ rows(): Promise<{ table: string; row: Row }[]>;
  look: Look;
  /** Nobody looks there unless it was copied. */ alone?: boolean;
}

const bytes = (id: string): Buffer => Buffer.from(id, 'base64url');
const equal = (a: Value | undefined, b: Value): boolean => (Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b);

export class Copies {
  readonly list: Copy[] = [];

  constructor(private readonly scene: Scene) {
    for (const [to, from] of [['s1', 's2'], ['s1', 's3'], ['karin', 'ben'], ['karin', 'mia'], ['s2', 'karin']] as const) this.account(to, from);
    for (const [to, from] of [['s1', 's2'], ['s1', 's3']] as const) for (const who of [to, this.counsellor(to)]) this.texts(to, from, who);
    for (const [to, from] of [['s1', 's2'], ['s1', 's3']] as const) for (const what of ['pool', 'back']) this.pool(to, from, what);
    for (const [to, from] of [['neu-kiz', 'neu-nord'], ['karin', 'neu-kiz'], ['karin', 'neu-nord']] as const) this.agencyKey(to, from);
    for (const to of ['s1', 'karin']) this.drafts(to);
    for (const table of ['manifests', 'roots']) this.signed(table);
    for (const [to, from] of [['s1', 's2'], ['s1', 's3']] as const) { this.wholeCase(to, from); this.order(to, from); }
  }

  private across = (to: string, from: string): boolean => this.scene.people.get(to)!.agency !== this.scene.people.get(from)!.agency;
  private counsellor = (seeker: string): string => (this.scene.people.get(seeker)!.agency === 'kiz' ? 'karin' : 'mia');
  private uid = (name: string): Buffer => bytes(this.scene.people.get(name)!.uid);

  rowsOf(table: string, fit: Row): Row[] {
    return this.scene.dump[table]!.filter((row) => Object.entries(fit).every(([column, value]) => equal(row[column], value)));
  }

  private row(table: string, fit: Row): Row {
    const [found] = this.rowsOf(table, fit);
    if (!found) throw new Error(`the scene has no such row in ${table}`);
    return found;
  }

  /** What is sealed in one row, in the place of another, with the columns that go with it. */
  private add(of: string, what: string, across: boolean, from: () => Row, to: () => Row, along: string[], look: Look, alone = false): void {
    const table = of.split('.')[0]!;
    this.list.push({ of, what, across, look, alone, rows: async () => {
      const source = from(), target = { ...to(), ...Object.fromEntries(along.map((column) => [column, source[column]!])) };
      return [{ table, row: await rowWith(this.scene.rest, of, target, await insideOf(this.scene.rest, of, source)) }];
    } });
    if (sealed[of]!.rest) this.list.push({ of, what: `${what}, as it lies`, across, look, alone, rows: async () => {
      const source = from(), column = of.split('.')[1]!;
      return [{ table, row: { ...to(), ...Object.fromEntries([...along, column].map((one) => [one, source[one]!])) } }];
    } });
  }

  private account(to: string, from: string): void {
    const across = this.across(to, from), what = `${from} to ${to}`, seen = look('signIn', to);
    const at = (name: string) => () => this.row('accounts', { uid: this.uid(name) });
    this.add('accounts.keyring', what, across, at(from), at(to), ['keyring_version'], seen);
    this.add('accounts.vault', what, across, at(from), at(to), ['vault_version'], seen);
    const wrap = (name: string) => () => this.row('wraps', { uid: this.uid(name), method: 'rc' });
    this.add('wraps.wrap', what, across, wrap(from), wrap(to), ['gen', 'kdf'], seen);
  }

  /** Everything in a case that somebody has, from the same of another case. */
  private texts(to: string, from: string, who: string): void {
    const across = this.across(to, from), what = `${from} to ${to} for ${who}`, seen = look('read', who, `${to} with`);
    const id = (name: string) => bytes(this.scene.case(`${name} with`)), other = who === to ? from : this.counsellor(from);
    this.add('self_copies.box', what, across, () => this.row('self_copies', { case_id: id(from), uid: this.uid(other) }), () => this.row('self_copies', { case_id: id(to), uid: this.uid(who) }), [], seen);
    const at = (name: string) => () => this.row('cases', { id: id(name) });
    this.add('cases.profile', what, across, at(from), at(to), ['profile_version'], seen);
    this.add('cases.profile', `${what}, with the id of its key`, across, at(from), at(to), ['profile_version', 'ck_id', 'nk_id'], seen);
    const fields = ['id', 'epoch', 'author', 'role', 'author_seq', 'prev_hash', 'length'];
    for (const role of ['seeker', 'counsellor']) {
      const letter = (name: string) => () => this.rowsOf('messages', { case_id: id(name), role }).at(-1)!;
      this.add('messages.box', `${what}, by a ${role}`, across, letter(from), letter(to), ['epoch', 'length'], seen);
      this.add('messages.box', `${what}, by a ${role}, with its author`, across, letter(from), letter(to), fields.filter((one) => one !== 'id' || across), seen);
    }
    const note = (name: string) => () => this.row('notes', { case_id: id(name) }), message = (name: string) => () => this.rowsOf('messages', { case_id: id(name), role: 'counsellor' })[0]!;
    if (who !== to) {
      this.add('notes.box', what, across, note(from), note(to), ['epoch', 'length'], seen);
      this.add('notes.box', `${what}, with its author`, across, note(from), note(to), fields.filter((one) => one !== 'id' || across), seen);
    }
    this.add('messages.box', `${what}, a note as a message`, across, note(from), message(to), ['epoch', 'length'], seen);
    this.add('messages.box', `a note of ${to} as a message for ${who}`, false, note(to), message(to), ['length'], seen);
  }

  private pool(to: string, from: string, what: string): void {
    const across = this.across(to, from), reader = to === 's1' ? 'ben' : 'nora', seen = look('peek', reader, `${to} ${what}`);
    const grant = (name: string) => () => this.row('grants', { obj_id: bytes(this.scene.case(`${name} ${what}`)), to_role: 'intake' });
    this.add('grants.file', `${from} to ${to}, ${what}`, across, grant(from), grant(to), ['by_uid'], seen);
    const at = (name: string) => () => this.row('cases', { id: bytes(this.scene.case(`${name} ${what}`)) });
    this.add('cases.profile', `${from} to ${to}, ${what}`, across, at(from), at(to), ['profile_version'], seen);
    const letter = (name: string) => () => this.rowsOf('messages', { case_id: bytes(this.scene.case(`${name} ${what}`)) })[0]!;
    this.add('messages.box', `${from} to ${to}, ${what}`, across, letter(from), letter(to), ['length'], seen);
    // A counsellor's grant of another case, with everything in the row that would fit it.
    this.list.push({ of: 'grants.file', what: `${from} to ${to}, ${what}, with the ids of its keys`, across, look: seen, rows: async () => [
      { table: 'grants', row: await rowWith(this.scene.rest, 'grants.file', grant(to)(), await insideOf(this.scene.rest, 'grants.file', grant(from)())) },
      { table: 'cases', row: { ...at(to)(), ck_id: at(from)().ck_id!, nk_id: at(from)().nk_id!, seeker: at(from)().seeker! } },
    ] });
  }

  private agencyKey(to: string, from: string): void {
    const alone = to === 'karin'; // she has hers
    const source = () => this.row('grants', { to_uid: this.uid(from), obj: 'agency-key' }), agency = () => this.row('accounts', { uid: this.uid(to) }).agency!;
    const target = () => { const [own] = this.rowsOf('grants', { to_uid: this.uid(to) }); return own ?? { ...source(), agency: agency(), obj_id: agency(), to_uid: this.uid(to) }; };
    this.add('grants.file', `an agency key, ${from} to ${to}`, this.across(to, from), source, target, ['by_uid'], look('adopt', to), alone);
  }

  private drafts(to: string): void {
    const seeker = to === 's1', seen = look('draft', to, 's1 with', 'message');
    const at = (who: string, of: string, kind: string) => () => this.row('drafts', { uid: this.uid(who), case_id: bytes(this.scene.case(of)), kind });
    const target = at(to, 's1 with', 'message');
    for (const [from, of, kind] of seeker ? [['s1', 's1 pool', 'message'], ['s2', 's2 with', 'message'], ['s3', 's3 with', 'message']] as const
      : [['karin', 's1 with', 'note'], ['karin', 's2 with', 'message'], ['s1', 's1 with', 'message'], ['mia', 's3 with', 'message']] as const) {
      this.add('drafts.box', `${from}, ${of}, ${kind} to ${to}`, this.across(to, from), at(from, of, kind), target, ['version'], seen);
    }
  }

  /** Signed texts of one agency served by another. */
  private signed(table: string): void {
    const agencyOf = (name: string) => this.row('agencies', { short: name }).agency!;
    this.list.push({ of: table, what: 'of nord in kiz', across: true, look: look('directory', 'kiz'), rows: async () => {
      const newest = (name: string) => this.rowsOf(table, { agency: agencyOf(name) }).at(-1)!, source = newest('nord');
      const own = newest('kiz');
      return [{ table, row: { ...own, ...(table === 'manifests' ? { hash: source.hash! } : {}), body: source.body! } }];
    } });
  }

  /** The order to delete another person's case. */
  private order(to: string, from: string): void {
    const row = (name: string) => this.row('erase_orders', { case_id: bytes(this.scene.case(`${name} ends`)) });
    this.list.push({ of: 'erase_orders', what: `${from} to ${to}`, across: this.across(to, from), look: look('order', to, `${to} ends`), rows: async () => [{ table: 'erase_orders', row: { ...row(to), body: row(from).body! } }] });
  }

  /** All rows of a case at once, as if it were another person's, and in the hands of that person's counsellor. */
  private wholeCase(to: string, from: string): void {
    const across = this.across(to, from), agency = () => this.row('accounts', { uid: this.uid(to) }).agency!;
    for (const [who, was] of [[to, from], [this.counsellor(to), this.counsellor(from)]] as const) {
      this.list.push({ of: 'cases.profile', what: `the whole case, ${from} to ${to} for ${who}`, across, alone: true, look: look('read', who, `${from} with`), rows: async () => {
        const id = bytes(this.scene.case(`${from} with`)), own = { agency: agency() };
        const rows = [{ table: 'cases', row: { ...this.row('cases', { id }), ...own, seeker: this.uid(to), counsellor: this.uid(this.counsellor(to)) } }];
        for (const table of ['messages', 'notes']) for (const row of this.rowsOf(table, { case_id: id })) rows.push({ table, row: { ...row, ...own, author: equal(row.author, this.uid(from)) ? this.uid(to) : this.uid(this.counsellor(to)) } as never });
        const copy = this.row('self_copies', { case_id: id, uid: this.uid(was) });
        rows.push({ table: 'self_copies', row: await rowWith(this.scene.rest, 'self_copies.box', { ...copy, ...own, uid: this.uid(who) }, await insideOf(this.scene.rest, 'self_copies.box', copy)) as never });
        return rows;
      } });
    }
  }
}
