// The database as a thief reads it: with a program that is not ours, beside the running server.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Value = string | number | Buffer;
export type Row = Record<string, Value>;
export type Dump = Record<string, Row[]>;
export interface Column { table: string; column: string; type: string }

export const literal = (value: Value): string =>
  (typeof value === 'number' ? String(value) : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : `X'${value.toString('hex')}'`);

const insert = (table: string, row: Row): string =>
  `INSERT OR REPLACE INTO "${table}" (${Object.keys(row).map((column) => `"${column}"`).join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')})`;

/** One statement at a time; errors reject. */
export class Sql {
  private child: ChildProcessWithoutNullStreams;
  private last: Promise<unknown> = Promise.resolve();
  private out = '';
  private wake: (() => void) | null = null;
  private count = 0;
  private known: Column[] | null = null;

  constructor(data: string) {
    const file = readdirSync(data).find((name) => /\.(db|sqlite3?)$/.test(name));
    if (!file) throw new Error('no database file');
    this.child = spawn('sqlite3', ['-cmd', '.timeout 10000', '-cmd', '.mode json', join(data, file)]);
    this.child.stdout.setEncoding('utf8').on('data', (piece: string) => { this.out += piece; this.wake?.(); });
    this.child.stderr.setEncoding('utf8').on('data', (piece: string) => { this.out += `\nerror: ${piece}`; this.wake?.(); });
    this.child.on('error', (error) => { this.out += `\nerror: ${error.message}`; this.wake?.(); });
  }

  /** The rows of a statement. Values of columns that are not text or number must be asked for as hex(). */
  run<T = Record<string, string | number>>(statement: string): Promise<T[]> {
    const next = this.last.then(() => this.ask<T>(statement));
    this.last = next.catch(() => undefined);
    return next;
  }

  private async ask<T>(statement: string): Promise<T[]> {
    const end = `--${++this.count}--`;
    this.out = '';
    this.child.stdin.write(`${statement};\n.print ${end}\n`);
    while (!this.out.includes(`${end}\n`)) await new Promise<void>((wake) => { this.wake = wake; });
    const [answer = ''] = this.out.split(end);
    if (this.out.includes('error:')) throw new Error(this.out.trim());
    return answer.trim() === '' ? [] : JSON.parse(answer) as T[];
  }

  /** Every column of every table, as the schema has them. */
  async columns(): Promise<Column[]> {
    this.known ??= (await this.run<{ table: string; column: string; type: string }>(
      `SELECT m.name AS "table", p.name AS "column", p.type AS type FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%' ORDER BY m.name, p.cid`,
    ));
    return this.known;
  }

  /** All rows of all tables. */
  async dump(): Promise<Record<string, Row[]>> {
    const columns = await this.columns(), tables = [...new Set(columns.map(({ table }) => table))], found: Record<string, Row[]> = {};
    for (const table of tables) found[table] = await this.rows(table);
    return found;
  }

  async rows(table: string, where = '1'): Promise<Row[]> {
    const columns = (await this.columns()).filter((one) => one.table === table);
    const list = columns.map(({ column, type }) => (type === 'BYTEA' ? `hex("${column}") AS "${column}"` : `"${column}"`)).join(', ');
    const rows = await this.run(`SELECT ${list} FROM "${table}" WHERE ${where}`);
    return rows.map((row) => Object.fromEntries(columns.map(({ column, type }) => [column, type === 'BYTEA' ? Buffer.from(String(row[column]), 'hex') : row[column]!])));
  }

  /** Puts the tables back to what they were; nothing else may be in them. */
  async restore(dump: Record<string, Row[]>): Promise<void> {
    await this.script(Object.entries(dump).map(([table, rows]) => [`DELETE FROM "${table}"`, ...rows.map((row) => insert(table, row))]).flat());
  }

  /** Rows as they are given; what stands in their place goes. */
  put(rows: { table: string; row: Row }[]): Promise<void> {
    return this.script(rows.map(({ table, row }) => insert(table, row)));
  }

  private async script(statements: string[]): Promise<void> {
    await this.run(['BEGIN IMMEDIATE', ...statements, 'COMMIT'].join(';\n'));
  }

  end(): void { this.child.stdin.end(); this.child.kill('SIGTERM'); }
}
