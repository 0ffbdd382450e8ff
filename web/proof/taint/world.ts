// The server of this proof: the shipped binary at its most talkative, behind the recorder, with its notifier, temporary folders of their own and every word that they say kept.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, openSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, discard, freePort, postgres, stop, temporary } from '../../e2e/process';
import { Recorder } from '../../e2e/recorder';
import { notifier, type Notifier } from './notifier';

const here = dirname(fileURLToPath(import.meta.url));
export const binary = join(here, '..', '..', '..', 'build', 'siegel');

export interface World {
  origin: string; recorder: Recorder; pid: number;
  /** The operator's link for the first lead. */
  link: string;
  /** Data, keys, temporary files; what it has said; PostgreSQL's files, or null. */
  data: string; logs: string; cluster: string | null;
  notifier: Notifier;
  /** Writes everything back into the database's main files: PostgreSQL by another connection, SQLite by a server that is started once more and ends as it should. */
  checkpoint(): Promise<void>;
  /** The whole database as SQL, or null for SQLite. */
  dump(): Buffer | null;
  /** A backup, made while the server runs: the folder with its archives as they lie, and the one where what the offline key opens of it has been put back. */
  backup(): { sealed: string; opened: string };
  /** Ends the server in the way that leaves a core file, if any way does; answers the files that were left. */
  abort(): Promise<string[]>;
  end(): Promise<void>;
}

export async function start(database: 'sqlite' | 'postgres'): Promise<World> {
  const folder = temporary(), [data, logs, cwd] = ['disk', 'logs', 'cwd'].map((name) => join(folder, name)) as [string, string, string];
  for (const one of [data, logs, cwd, join(data, 'tmp')]) mkdirSync(one);
  const cluster = database === 'postgres' ? await postgres() : null, mails = await notifier(binary, folder, asShipped());
  const [port, target] = [await freePort(), await freePort()], recorder = await Recorder.start(port, target), direct = `http://127.0.0.1:${target}`;
  const env = {
    PATH: process.env.PATH ?? '', TMPDIR: join(data, 'tmp'), SIEGEL_DATA: join(data, 'data'), SIEGEL_KEYS: join(data, 'keys'), SIEGEL_PUBLIC_URL: recorder.origin,
    SIEGEL_LISTEN: `127.0.0.1:${target}`, SIEGEL_TRUSTED_PROXIES: '127.0.0.1', SIEGEL_LOG_LEVEL: 'debug', SIEGEL_ACCESS_STATISTICS: 'on', GODEBUG: asShipped(), GOTRACEBACK: 'crash', ...mails.environment,
    ...(cluster ? { SIEGEL_DATABASE: cluster.url } : {}),
  };
  const made = execFileSync(binary, ['agency', 'create', '--from', join(here, 'agency.toml')], { env, cwd, stdio: 'pipe' }).toString();
  // Core files are allowed here as far as they can be: that none is left must be the server's own doing.
  const serve = async () => {
    const child = spawn('/bin/sh', ['-c', 'ulimit -c unlimited 2>/dev/null; exec "$0" serve', binary], { env, cwd, stdio: ['ignore', openSync(join(logs, 'out'), 'a'), openSync(join(logs, 'err'), 'a')] });
    await answers(`${direct}/`, child);
    return child;
  };
  let child = await serve();
  mails.serve(recorder.origin, logs);
  return {
    origin: recorder.origin, recorder, pid: child.pid ?? 0, link: /https?:\/\/\S+/.exec(made)?.[0] ?? '', data, logs, cluster: cluster?.folder ?? null, notifier: mails,
    checkpoint: async () => {
      if (cluster) { execFileSync('psql', [cluster.url, '-qc', 'CHECKPOINT'], { stdio: 'pipe' }); return; }
      child = await serve();
      await stop(child);
      if ((statSync(join(data, 'data', 'siegel.db-wal'), { throwIfNoEntry: false })?.size ?? 0) > 0) throw new Error('the database was not written back');
    },
    dump: () => (cluster ? execFileSync('pg_dump', [cluster.url], { maxBuffer: 1 << 30 }) : null),
    backup: () => {
      const [sealed, opened, offline] = ['backups', 'opened', 'offline.key'].map((name) => join(folder, name)) as [string, string, string];
      const command = (other: Record<string, string>, ...args: string[]): string => {
        const said = execFileSync(binary, args, { env: { ...env, ...other }, cwd, stdio: 'pipe' }).toString();
        if (args[1] !== 'key') appendFileSync(join(logs, 'backup'), said);
        return said;
      };
      command({}, 'backup', 'create', '--backup-recipients', command({}, 'backup', 'key', '--out', offline).trim(), '--backup-folder', sealed);
      const [archive = ''] = readdirSync(sealed).filter((name) => name.startsWith('siegel-main-')), empty = cluster?.url.replace('/postgres?', '/opened?');
      mkdirSync(opened);
      if (cluster) execFileSync('psql', [cluster.url, '-qc', 'CREATE DATABASE opened'], { stdio: 'pipe' });
      command({ SIEGEL_DATA: join(opened, 'data'), SIEGEL_SHRED: join(opened, 'shred'), ...(empty ? { SIEGEL_DATABASE: empty } : {}) }, 'restore', join(sealed, archive), '--identity', offline);
      if (empty) writeFileSync(join(opened, 'dump'), execFileSync('pg_dump', [empty], { maxBuffer: 1 << 30 }));
      return { sealed, opened };
    },
    abort: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGABRT');
      await gone;
      return readdirSync(cwd);
    },
    end: async () => { await stop(child); await mails.end(); await recorder.stop(); await cluster?.stop(); discard(folder); },
  };
}

/** As the unit that we ship starts it: freed memory is overwritten. */
function asShipped(): string {
  const unit = readFileSync(join(here, '..', '..', '..', 'deploy', 'systemd', 'siegel.service'), 'utf8');
  return /^Environment=GODEBUG=(.+)$/m.exec(unit)?.[1] ?? '';
}

/** Whether a program that has core files switched on leaves one here: without it, that the server leaves none would show nothing. */
export function coresAreLeft(): boolean {
  if (!readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core')) return false;
  const folder = temporary();
  try {
    try { execFileSync('/bin/sh', ['-c', 'ulimit -c unlimited && kill -ABRT $$'], { cwd: folder, stdio: 'ignore' }); } catch { /* as it should end */ }
    return readdirSync(folder).length > 0;
  } finally { discard(folder); }
}
