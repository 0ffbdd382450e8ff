// A small disk of its own in a mount namespace of its own, that becomes full when a journey wants it. It goes with the process that holds it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Disk {
  /** What stands before a command that is to see the disk. */
  enter: string[];
  fill(): void; empty(): void; end(): Promise<void>;
}

/** A disk of `size` MiB at a folder, which is made. Whoever is not root gets a user namespace in which it is. */
export async function smallDisk(folder: string, size: number): Promise<Disk> {
  const root = process.getuid?.() === 0;
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', ...(root ? [] : ['--user', '--map-root-user']),
    'sh', '-c', 'mkdir -p "$1" && mount -t tmpfs -o size="$0"m,mode=0700 tmpfs "$1" && echo mounted && exec cat', String(size), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]) as [unknown];
  if (String(line) !== 'mounted\n') throw new Error('no disk of its own');
  const ballast = join('/proc', String(holder.pid), 'root', folder, 'ballast');
  const fill = () => {
    const file = openSync(ballast, 'w');
    for (const piece of [1 << 20, 1 << 12, 1]) {
      try { for (;;) writeSync(file, new Uint8Array(piece)); } catch { /* full: not a piece of this size more */ }
    }
    closeSync(file);
  };
  const end = async () => { const gone = once(holder, 'exit'); holder.stdin.end(); await gone; };
  const enter = ['nsenter', `--mount=/proc/${holder.pid}/ns/mnt`, ...(root ? [] : [`--user=/proc/${holder.pid}/ns/user`, '--preserve-credentials']), '--'];
  return { enter, fill, empty: () => { rmSync(ballast); }, end };
}
