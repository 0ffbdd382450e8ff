// Starting and stopping what a test needs: everything on loopback, on a free port, stopped by its own process id.
import { spawn, type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'siegel-test-'));
export const discard = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Waits until the address answers, or the process has ended. Bounded: 30 s. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    try { await fetch(url, { redirect: 'manual' }); return; } catch { await new Promise((r) => setTimeout(r, 100)); }
  }
  throw new Error(`${url} does not answer`);
}

export interface Postgres {
  url: string; folder: string; stop(): Promise<void>;
  /** Away for a while, and there again. */
  halt(): Promise<void>; resume(): Promise<void>;
}

/** A PostgreSQL cluster of our own. The server refuses to run as root, so root steps down to the user of Debian's package. */
export async function postgres(): Promise<Postgres> {
  const root = '/usr/lib/postgresql';
  const version = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] ?? '';
  const bin = join(root, version, 'bin');
  const folder = temporary();
  const asRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  if (asRoot) chownSync(folder, id('-u'), id('-g'));
  const who = asRoot ? { uid: id('-u'), gid: id('-g') } : {};
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'siegel', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'], { ...who, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  let child: ChildProcess | null = null;
  const halt = async () => { if (!child) return; const gone = once(child, 'exit'); child.kill('SIGINT'); await gone; child = null; };
  const resume = async () => {
    const started = child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder], { ...who, cwd: folder, stdio: 'ignore' });
    for (let i = 0; ; i++) {
      try { execFileSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' }); return; } catch {
        if (i > 200 || started.exitCode !== null) throw new Error('PostgreSQL did not start');
        await new Promise((r) => setTimeout(r, 100));
      }
    }
  };
  await resume();
  const url = `postgres://siegel@127.0.0.1:${port}/postgres?sslmode=disable`;
  return { url, folder: data, halt, resume, stop: async () => { await halt(); discard(folder); } };
}
