// The notifier of this proof: a process of its own with a folder of its own, and a mail server on loopback that keeps what it is given.
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bech32 } from '@scure/base';
import { PostOffice } from '../../e2e/post';
import { freePort, stop } from '../../e2e/process';
import { unwrapWith } from '../../src/crypto/age';
import type { Bytes } from '../../src/crypto/bytes';

/** Where mails come from; it must be found in each of them. */
export const sender = 'post@portal.example';

export interface Notifier {
  /** What the server has to be told of it. */
  environment: Record<string, string>;
  office: PostOffice; folder: string;
  /** Starts it, once the public address is known; what it says goes to `logs`. */
  serve(origin: string, logs: string): void;
  pid(): number;
  /** What the sealed addresses of its folder say when they are opened with its own identity. */
  addresses(): Promise<string[]>;
  end(): Promise<void>;
}

/** `folder`: for what server and notifier share, and for what is the notifier's alone. */
export async function notifier(binary: string, folder: string, godebug: string): Promise<Notifier> {
  const office = await PostOffice.start(), own = join(folder, 'notifier'), at = `127.0.0.1:${await freePort()}`, secret = join(folder, 'secret');
  const env = {
    PATH: process.env.PATH ?? '', GODEBUG: godebug, GOTRACEBACK: 'crash', SIEGEL_NOTIFIER: at, SIEGEL_NOTIFIER_SECRET: secret, SIEGEL_NOTIFIER_FOLDER: own, SIEGEL_NOTIFIER_JITTER: '1s',
    SIEGEL_SMTP_SERVER: office.at, SIEGEL_SMTP_SECURITY: 'none', SIEGEL_SMTP_FROM: sender, SIEGEL_LOG_LEVEL: 'debug',
  };
  const recipient = /age1pq1\w+/.exec(execFileSync(binary, ['notifier', 'init'], { env, stdio: 'pipe' }).toString())?.[0] ?? '';
  let child: ReturnType<typeof spawn> | null = null;
  return {
    environment: { SIEGEL_NOTIFIER: at, SIEGEL_NOTIFIER_SECRET: secret, SIEGEL_NOTIFIER_RECIPIENT: recipient }, office, folder: own,
    serve: (origin, logs) => {
      const log = openSync(join(logs, 'notifier'), 'a');
      child = spawn(binary, ['notifier'], { env: { ...env, SIEGEL_PUBLIC_URL: origin }, stdio: ['ignore', log, log] });
    },
    pid: () => child?.pid ?? 0,
    addresses: () => Promise.all(sealedIn(own).map(async (file) => (JSON.parse(Buffer.from(await unwrapWith(identityIn(own), file)).toString()) as { address: string }).address)),
    end: async () => { if (child) await stop(child); await office.stop(); },
  };
}

/** Read by a program that is not ours. */
function sealedIn(folder: string): Bytes[] {
  const out = execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(folder, 'notifier.db'), "SELECT hex(address) FROM people WHERE state = 'on'"]).toString();
  return out.trim().split('\n').filter((hex) => hex !== '').map((hex) => new Uint8Array(Buffer.from(hex, 'hex')) as Bytes);
}

/** The seed of an age identity (AGE-SECRET-KEY-PQ-1…). */
const identityIn = (folder: string): Bytes => new Uint8Array(bech32.decodeToBytes(readFileSync(join(folder, 'identity.txt'), 'utf8').trim()).bytes) as Bytes;
