// What lies sealed in the database, and under which context: everything that a thief of a dump knows about a box beside its key.
import { ad, b64, unb64, type Bytes } from '../../src/crypto/bytes';
import { openBox, sealBox } from '../../src/crypto/box';
import { draftAd } from '../../src/crypto/draft';
import { keyringAd, vaultAd } from '../../src/crypto/keyring';
import { messageAd, type Label } from '../../src/crypto/message';
import { profileAd } from '../../src/crypto/profile';
import { hkdf, random } from '../../src/crypto/primitives';
import type { DraftKind } from '../../src/crypto/wire';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal, Sql, type Dump, type Row, type Value } from './sql';

/** `under`: the key is derived from the one that a person holds, for this purpose. `text`: what of the model is inside; null: keys. */
export interface Piece {
  name: string; kind: 'box' | 'age' | 'file'; context: Bytes; bytes: Bytes; under: 'keyring' | 'vault' | 'draft' | 'case-self' | null; text: string | null;
  /** Where the key itself stands in the context, by its id: of earlier epochs the database names none. */
  by?: { id: 'ck-id' | 'nk-id'; context(keyId: Bytes): Bytes };
}

interface Place { row: Row; origin: string; cases: Map<string, Row>; accounts: Map<string, Row> }
/** The server's own layer: the row's key, and whose key in the shred store it is sealed under. */
interface Layer { row: string[]; of(row: Row): { kind: 'account' | 'case'; id: Value } }
interface Sealed { rest: Layer | null; piece(bytes: Bytes, at: Place): Omit<Piece, 'name' | 'bytes'> }

const bin = (value: Value | undefined): Bytes => (Buffer.isBuffer(value) ? new Uint8Array(value) as Bytes : new Uint8Array(0));
const num = (value: Value | undefined): number => Number(value);
const id = (value: Value | undefined): string => b64(bin(value));
const owner = ({ row, origin }: Place) => ({ origin, agency: bin(row.agency), uid: bin(row.uid) });
const box = (context: Bytes, under: Piece['under'], text: string | null) => ({ kind: 'box' as const, context, under, text });

function letter(label: Label, { row }: Place): Omit<Piece, 'name' | 'bytes'> {
  const note = label === 'sg1/note', channel = { label, agency: bin(row.agency), case: bin(row.case_id) };
  const head = { id: id(row.id), epoch: num(row.epoch), author: id(row.author), role: String(row.role), author_seq: num(row.author_seq), prev_hash: id(row.prev_hash), kind: String(row.kind) };
  const context = (keyId: Bytes): Bytes => messageAd({ ...channel, keyId }, head);
  return { ...box(context(new Uint8Array(0)), null, `${note ? 'note' : 'message'} ${id(row.id)}`), by: { id: note ? 'nk-id' : 'ck-id', context } };
}

const account = (column: string, ...row: string[]): Layer => ({ row, of: (one) => ({ kind: 'account', id: one[column]! }) });
const itsCase = (column: string, ...row: string[]): Layer => ({ row, of: (one) => ({ kind: 'case', id: one[column]! }) });
/** The grant of a case goes with its case, that of an agency key with the account it is for. */
const granted: Layer = { row: ['id'], of: (one) => (one.obj === 'case' ? { kind: 'case', id: one.obj_id! } : { kind: 'account', id: one.to_uid! }) };

/** The sealed columns; `rest`: where the server's own layer lies around it. */
export const sealed: Record<string, Sealed> = {
  'accounts.keyring': { rest: account('uid', 'uid'), piece: (_, at) => box(keyringAd(owner(at), num(at.row.keyring_version)), 'keyring', null) },
  'accounts.vault': { rest: account('uid', 'uid'), piece: (_, at) => box(vaultAd(owner(at), num(at.row.vault_version)), 'vault', null) },
  'wraps.wrap': { rest: account('uid', 'uid', 'method'), piece: (_, at) => {
    const { row, origin, accounts } = at, x = row.method === 'pw' ? bin(accounts.get(id(row.uid))?.salt16) : new Uint8Array(0);
    return box(ad('sg1/uk', String(row.method), origin, bin(row.agency), bin(row.uid), num(row.gen), Uint8Array.of(num(row.kdf)), x), null, null);
  } },
  'self_copies.box': { rest: itsCase('case_id', 'case_id', 'epoch', 'uid'), piece: (_, at) =>
    box(ad('sg1/case-self', bin(at.row.agency), bin(at.row.uid), bin(at.row.case_id), num(at.row.epoch), bin(at.cases.get(id(at.row.case_id))?.ck_id)), 'case-self', null) },
  'back_links.ck': { rest: itsCase('case_id', 'case_id', 'epoch'), piece: (_, at) => box(ad('sg1/back', bin(at.row.agency), bin(at.row.case_id), num(at.row.epoch)), null, null) },
  'back_links.nk': { rest: itsCase('case_id', 'case_id', 'epoch'), piece: (_, at) => box(ad('sg1/back-nk', bin(at.row.agency), bin(at.row.case_id), num(at.row.epoch)), null, null) },
  'grants.file': { rest: granted, piece: () => ({ kind: 'age', context: new Uint8Array(0), under: null, text: null }) },
  'drafts.box': { rest: account('uid', 'uid', 'case_id', 'kind'), piece: (_, at) => {
    const { row } = at, place = { owner: owner(at), case: bin(row.case_id), kind: String(row.kind) as DraftKind };
    return box(draftAd(place, num(row.version)), 'draft', `draft ${id(row.uid)} ${id(row.case_id)} ${String(row.kind)}`);
  } },
  'cases.profile': { rest: null, piece: (_, { row }) =>
    box(profileAd({ agency: bin(row.agency), case: { id: bin(row.id), epoch: num(row.epoch), ckId: bin(row.ck_id) }, uid: bin(row.seeker) }, num(row.profile_version)), null, `profile ${id(row.id)}`) },
  'messages.box': { rest: null, piece: (_, at) => letter('sg1/msg', at) },
  'notes.box': { rest: null, piece: (_, at) => letter('sg1/note', at) },
};

const plainColumns = `
  server_keys name key_check | former_names agency short | agencies agency short name origin state quota max_staff max_cases seq keys_seq continuity settings retention years close_days erase_wait relink archive | logos agency image | roots agency n body | manifests agency seq hash body
  records agency hash body | accounts agency uid realm name_idx rc_idx salt16 kdf verifier_pw verifier_rc roles state created last_seen fails fails_day keyring_version vault_version
  wraps agency uid method gen kdf | invites agency inv_id kind until state uid record mac | sessions agency cookie_hash handle uid ends_at last_use step_until
  cases agency id seeker state epoch ck_id nk_id department topic lang promised_at marks confirm_due created closed sealed_until locked_until counsellor last_order last_note profile_version last_time last_role put_back
  self_copies agency case_id epoch uid | grants agency id obj obj_id epoch to_uid to_role by_uid why until created | drafts agency uid case_id kind version message
  messages agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash | notes agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash
  files agency id case_id author length parts time message | file_removals agency case_id id due | notices agency uid what entries turn
  access_counts agency day from_hour hours kind what outcome family batch count kib
  erase_orders agency id case_id runs_at by_uid by_role account body | receipts agency uid id at role sealed_until | erased agency uid id at why sealed
  holds agency case_id until reason by_uid | audit_notes agency id at actor action object reason count | audit agency seq at actor action object reason count prev hash
  audit_roots agency seq root | audit_counts agency day action count | audit_heads agency uid seq hash body
  shares agency case_id uid id to_case by_uid at | back_links agency case_id epoch
  shred_notes agency kind id | shred_keys agency kind id box | arch_keys agency kind id box | journal agency kind id at | shred_meta name value`;

/** What may stand there for everybody who has the database to read. Together with `sealed` it is the whole schema, that of the shred store too: a new column has to be decided. */
export const plain = new Set(plainColumns.split(/\||\n/).flatMap((line) => { const [table, ...columns] = line.trim().split(' '); return columns.map((column) => `${table}.${column}`); }));

/** Columns of the schema that nobody has decided about, and decisions about columns that are not there. */
export async function undecided(...stores: Sql[]): Promise<string[]> {
  const there = new Set((await Promise.all(stores.map((one) => one.columns()))).flat().map(({ table, column }) => `${table}.${column}`)), decided = new Set([...plain, ...Object.keys(sealed)]);
  return [...[...there].filter((one) => !decided.has(one)), ...[...decided].filter((one) => !there.has(one)).map((one) => `no ${one}`)];
}

/** The server's own layer (PROTOCOL 2.11, spec/rest.md), as an operator takes it off, or puts it on. */
export class Rest {
  private readonly own = new Map<string, Bytes>();
  private constructor(private readonly key: Bytes, /** Of k_arch: of what the archive keeps. */ private readonly arch: Bytes, /** All that lies in the keys folder. */ private readonly files: Bytes[], /** The shred store. */ readonly shred: Sql, /** The folder of attachments. */ readonly attachments: string) {}

  static async of({ keys, shred, data }: { keys: string; shred: string; data: string }): Promise<Rest> {
    const read = (name: string): Bytes => new Uint8Array(Buffer.from(readFileSync(join(keys, name), 'utf8').trim(), 'hex')) as Bytes;
    const files = ['k_rest', 'k_arch', 'k_salt', 'k_idx', 'k_auth'].map(read);
    return new Rest(await hkdf(files[0]!, 'sg1/rest', 32), await hkdf(files[1]!, 'sg1/arch', 32), files, new Sql(shred), join(data, 'files'));
  }

  /** Every key of the server's: of the keys folder, and what opens with them in the shred store. As hex. */
  async keys(): Promise<string[]> {
    for (const row of await this.shred.rows('shred_keys')) await this.opened(row);
    for (const row of await this.shred.rows('arch_keys')) await this.opened(row, 'arch_keys');
    return [this.key, this.arch, ...this.files, ...this.own.values()].map((key) => Buffer.from(key).toString('hex'));
  }

  /** Whoever may write to both stores makes a key where there is none yet. */
  private async ownKey(where: string, row: Row): Promise<Bytes> {
    const { kind, id: of } = sealed[where]!.rest!.of(row), name = nameOf(row.agency!, kind, of), known = this.own.get(name);
    if (known) return known;
    const its = `agency = ${literal(row.agency!)} AND kind = '${kind}' AND id = ${literal(of)}`;
    const [stored] = await this.shred.rows('shred_keys', its), [kept] = stored ? [] : await this.shred.rows('arch_keys', its);
    if (stored) return this.opened(stored);
    if (kept) return this.opened(kept, 'arch_keys');
    const fresh: Row = { agency: row.agency!, kind, id: of };
    await this.shred.put([{ table: 'shred_keys', row: { ...fresh, box: Buffer.from(await sealBox(this.key, keyContext(fresh), random(32))) } }]);
    return this.ownKey(where, row);
  }

  private async opened(row: Row, table: 'shred_keys' | 'arch_keys' = 'shred_keys'): Promise<Bytes> {
    const name = nameOf(row.agency!, row.kind!, row.id!);
    const key = this.own.get(name) ?? await openBox(table === 'arch_keys' ? this.arch : this.key, context(table, bin(row.agency), [row.kind!, row.id!]), bin(row.box));
    this.own.set(name, key);
    return key;
  }

  async open(where: string, row: Row, stored: Bytes): Promise<Bytes> { return openBox(await this.ownKey(where, row), rowContext(where, row), stored); }
  async seal(where: string, row: Row, inside: Bytes): Promise<Bytes> { return sealBox(await this.ownKey(where, row), rowContext(where, row), inside); }

  /** Whether any key that the server has now takes the layer off a row. */
  async opens(where: string, row: Row): Promise<boolean> {
    const stored = bin(row[where.split('.')[1]!]), of = rowContext(where, row);
    for (const key of [this.key, this.arch, ...this.files, ...this.own.values()]) if (await openBox(key, of, stored).then(() => true, () => false)) return true;
    return false;
  }

  end(): void { this.shred.end(); }
}

/** The rows of a dump that lie under the keys of these accounts and cases. */
export function ofOwner(dump: Dump, its: (id: Value) => boolean): { where: string; row: Row }[] {
  return Object.entries(sealed).flatMap(([where, { rest }]) => {
    const [table, column] = where.split('.') as [string, string];
    return rest === null ? [] : (dump[table] ?? []).filter((row) => bin(row[column]).length > 0 && its(rest.of(row).id)).map((row) => ({ where, row }));
  });
}

const nameOf = (...parts: Value[]): string => parts.map((one) => (typeof one === 'object' ? b64(bin(one)) : one)).join(' ');

function context(table: string, agency: Bytes, columns: Value[]): Bytes {
  const fields = columns.map((value) => ad0(typeof value === 'number' ? u64(value) : typeof value === 'string' ? new TextEncoder().encode(value) as Bytes : bin(value)));
  return ad('sg1/rest', agency, table, concat(fields));
}
const keyContext = (row: Row): Bytes => context('shred_keys', bin(row.agency), [row.kind!, row.id!]);
const rowContext = (where: string, row: Row): Bytes => context(where.split('.')[0]!, bin(row.agency), sealed[where]!.rest!.row.map((one) => row[one]!));

/** What lies sealed in a row, without the server's layer. */
export async function insideOf(rest: Rest, where: string, row: Row): Promise<Bytes> {
  const stored = bin(row[where.split('.')[1]!]);
  return sealed[where]!.rest ? rest.open(where, row, stored) : stored;
}

/** The same row with something else in it, as the server itself would have stored it. */
export async function rowWith(rest: Rest, where: string, row: Row, inside: Bytes): Promise<Row> {
  const bytes = sealed[where]!.rest ? await rest.seal(where, row, inside) : inside;
  return { ...row, [where.split('.')[1]!]: Buffer.from(bytes) };
}

const u64 = (value: number): Bytes => { const out = new Uint8Array(8); new DataView(out.buffer).setBigUint64(0, BigInt(value)); return out; };
const ad0 = (bytes: Bytes): Bytes => { const out = new Uint8Array(4 + bytes.length); new DataView(out.buffer).setUint32(0, bytes.length); out.set(bytes, 4); return out; };
const concat = (parts: Bytes[]): Bytes => new Uint8Array(Buffer.concat(parts)) as Bytes;

/** Every sealed piece of a dump, without the server's layer. `before`: pieces known by row and bytes, so that nothing is opened twice. */
export async function piecesOf(dump: Dump, rest: Rest, origin: string, before: Map<string, Piece>): Promise<Map<string, Piece>> {
  const byId = (rows: Row[] | undefined, column: string) => new Map((rows ?? []).map((row) => [id(row[column]), row]));
  const cases = byId(dump.cases, 'id'), accounts = byId(dump.accounts, 'uid'), found = new Map<string, Piece>();
  for (const [where, { piece }] of Object.entries(sealed)) {
    const [table, column] = where.split('.') as [string, string];
    for (const row of dump[table] ?? []) {
      const stored = bin(row[column]);
      if (stored.length === 0) continue;
      const of = piece(stored, { row, origin, cases, accounts });
      const name = `${where} ${b64(stored.slice(2, 34))} ${b64(of.context)}`;
      const known = before.get(name);
      const bytes = known?.bytes ?? await insideOf(rest, where, row);
      found.set(name, known ?? { ...of, name, bytes });
    }
  }
  for (const row of dump.files ?? []) {
    const name = `file ${id(row.id)}`;
    found.set(name, before.get(name) ?? { name, kind: 'file', context: ad('sg1/file', bin(row.agency), bin(row.case_id), bin(row.id)), bytes: attachmentOf(rest.attachments, row), under: null, text: name });
  }
  return found;
}

/** Parts lie in a folder of their own, by agency, case and id; those of this proof are one part long. */
const attachmentOf = (folder: string, row: Row): Bytes => new Uint8Array(readFileSync(join(folder, ...[row.agency, row.case_id, row.id].map((one) => (one as Buffer).toString('hex')), '0'))) as Bytes;

/** Every 32 bytes that lie open in a dump. */
export function openValues(dump: Dump): string[] {
  const found = new Set<string>();
  for (const [table, rows] of Object.entries(dump)) {
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (Object.hasOwn(sealed, `${table}.${column}`)) continue;
        if (Buffer.isBuffer(value) && value.length === 32) found.add(value.toString('hex'));
        if (typeof value === 'string') for (const text of nested(value)) { const bytes = unb64(text); if (bytes.length === 32) found.add(Buffer.from(bytes).toString('hex')); }
      }
    }
  }
  return [...found];
}

/** Texts of 43 letters in signed documents, whose payload is base64url once more. */
const signedTexts = new Map<string, string[]>();

function nested(text: string): string[] {
  const known = signedTexts.get(text) ?? find(text);
  if (text.length > 200) signedTexts.set(text, known);
  return known;
}

function find(text: string): string[] {
  const payload = /"payload":"([A-Za-z0-9_-]+)"/.exec(text)?.[1];
  const whole = text + (payload ? Buffer.from(payload, 'base64url').toString() : '');
  return (whole.match(/"[A-Za-z0-9_-]{43}"/g) ?? []).map((one) => one.slice(1, -1)).filter((one) => { try { unb64(one); return true; } catch { return false; } });
}
