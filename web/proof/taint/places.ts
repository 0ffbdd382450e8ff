// Where is looked: files as they lie on the disk, the memory of a running process, bytes that are already here. Each gives pieces in order.
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Hit, Search } from './search';

const size = 4 << 20;

/** A stretch of bytes that belong together: a file, a mapping. */
export interface Stretch { name: string; pieces: Iterable<Buffer> }

function* ofFile(path: string): Iterable<Buffer> {
  let file: number;
  try { file = openSync(path, 'r'); } catch { return; } // gone while we looked: it holds nothing any more
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(size), length = readSync(file, piece, 0, size, null);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally { closeSync(file); }
}

/** All files below a folder, with their names: a secret in a name is one on the disk. */
export function* files(folder: string): Iterable<Stretch> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name), stat = statSync(path, { throwIfNoEntry: false });
    yield { name: path, pieces: [Buffer.from(name)] };
    if (stat?.isDirectory()) yield* files(path);
    else if (stat?.isFile()) yield { name: path, pieces: ofFile(path) };
  }
}

function* ofMemory(memory: number, from: number, to: number): Iterable<Buffer> {
  for (let at = from; at < to; at += size) {
    const piece = Buffer.allocUnsafe(Math.min(size, to - at));
    let length: number;
    try { length = readSync(memory, piece, 0, piece.length, at); } catch { return; } // reserved, or given back meanwhile
    if (length > 0) yield piece.subarray(0, length);
  }
}

/** Every mapping of a process that can be read, whatever it is for. Needs to be root, or the same account with a process that allows it. */
export function* memory(pid: number): Iterable<Stretch> {
  const mem = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, rights, what] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
      if (!rights?.startsWith('r') || what === '[vsyscall]' || what === '[vvar]') continue;
      yield { name: what || 'anonymous', pieces: ofMemory(mem, parseInt(from!, 16), parseInt(to!, 16)) };
    }
  } finally { closeSync(mem); }
}

export const here = (name: string, ...pieces: Buffer[]): Stretch[] => pieces.map((piece) => ({ name, pieces: [piece] }));

export interface Found extends Hit { stretch: string }

/** Looks through a place for everything in `search`, and for canaries. Each is told once a stretch. */
export function look(search: Search, canaries: Search, place: Iterable<Stretch>): { found: Found[]; alive: Set<string>; bytes: number } {
  const found: Found[] = [], alive = new Set<string>(), longest = Math.max(search.longest, canaries.longest);
  let bytes = 0;
  for (const { name, pieces } of place) {
    const told = new Set<string>();
    let rest: Buffer = Buffer.alloc(0), base = 0;
    for (const piece of pieces) {
      bytes += piece.length;
      const both = rest.length ? Buffer.concat([rest, piece]) : piece;
      search.scan(both, base, (hit) => { if (!told.has(hit.name)) { told.add(hit.name); found.push({ ...hit, stretch: name }); } });
      canaries.scan(both, base, ({ name: canary }) => { alive.add(canary); });
      const keep = Math.min(both.length, longest - 1);
      base += both.length - keep;
      rest = both.subarray(both.length - keep);
    }
  }
  return { found, alive, bytes };
}
