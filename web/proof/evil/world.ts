// What a malicious operator has: the agency of the attacks with its real people, somebody who has left it, and an agency of the operator's own on the same server.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from '../../src/demo/person';
import { binary } from '../../e2e/fixtures';
import { answers, discard, freePort, stop, temporary } from '../../e2e/process';
import { Keys } from './keys';
import { Proxy } from './proxy';

const recipe = fileURLToPath(new URL('../../e2e/agency.toml', import.meta.url));
export const phone = '+43 1 0000001', emergency = '112';

/** Somebody of the staff. `code` signs in without the long calculation; `keys` is what lies sealed in the account. */
export interface Staff { person: Person; code: string; name: string; password: string; keys: Keys }

export interface World {
  origin: string; proxy: Proxy; fingerprint: string; agency: string;
  /** `gina` was counsellor, intake and lead, and was dismissed: every key of hers is real and old. */
  lead: Staff; karin: Staff; gina: Staff;
  /** The operator's own agency on this server, and its lead. */
  own: { short: string; agency: string; fingerprint: string; lead: Staff };
  /** A fresh agency that nobody has set up; answers its short name and the token of its link. */
  blank(): Promise<{ short: string; token: string }>;
  end(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const folder = temporary(), port = await freePort(), target = await freePort();
  const proxy = await Proxy.start(port, target), { origin } = proxy;
  const notifier = await withNotifier(folder, origin);
  const settings = { ...notifier.settings, PATH: process.env['PATH'] ?? '', SIEGEL_DATA: join(folder, 'data'), SIEGEL_KEYS: join(folder, 'keys'), SIEGEL_PUBLIC_URL: origin, SIEGEL_LISTEN: `127.0.0.1:${target}`, SIEGEL_TRUSTED_PROXIES: '127.0.0.1' };
  const create = (short: string): string => {
    const file = join(folder, `${short}.toml`);
    writeFileSync(file, readFileSync(recipe, 'utf8').replace('short = "kiz"', `short = "${short}"`));
    const link = execFileSync(binary, ['agency', 'create', '--from', file], { env: settings, cwd: folder, stdio: 'pipe' }).toString();
    return /#t=([A-Za-z0-9_-]{22})/.exec(link)?.[1] ?? '';
  };
  const token = create('kiz'), ownToken = create('nord');
  const child = spawn(binary, ['serve'], { env: settings, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  await answers(`${origin}/`, child);
  const posting = notifier.start();

  const somebody = async (short: string, kind: 'setup' | 'join', link: string, f: string | null, name: string, alias: string): Promise<Staff> => {
    const person = new Person(origin, short, 'staff'), password = `lange worte von ${name} am ufer`;
    const code = await person.join(kind, link, f, name, password, alias, 'de');
    return { person, code, name, password, keys: new Keys(person, 'staff', code) };
  };
  const setUp = (staff: Staff) => staff.person.setUp({ phone, emergency: [{ label: 'Notruf', number: emergency }] }, true);
  const lead = await somebody('kiz', 'setup', token, null, 'lead', 'Frau L.'), fingerprint = await setUp(lead);
  const invited = async (roles: Parameters<Person['invite']>[0], name: string, alias: string) => somebody('kiz', 'join', await lead.person.invite(roles), fingerprint, name, alias);
  const karin = await invited(['counsellor', 'intake'], 'karin', 'Frau K.'), gina = await invited(['counsellor', 'intake', 'lead'], 'gina', 'Frau G.');
  await lead.person.admit();
  for (const { person } of [lead, karin, gina]) await person.refresh();
  await gina.keys.ring();
  await dismiss(lead.person, gina.person.uid);
  for (const { person } of [lead, karin]) await person.refresh();
  const ownLead = await somebody('nord', 'setup', ownToken, null, 'lead', 'Frau N.'), ownFingerprint = await setUp(ownLead);

  let count = 0;
  const blank = async () => { const short = `neu${++count}`; return { short, token: create(short) }; };
  const end = async () => { await proxy.stop(); await stop(child); await stop(posting); discard(folder); };
  return {
    origin, proxy, fingerprint, agency: lead.person.place.agency, lead, karin, gina, blank, end,
    own: { short: 'nord', agency: ownLead.person.place.agency, fingerprint: ownFingerprint, lead: ownLead },
  };
}

/** The notifier, honest and a process of its own; there is no mail server, so what it takes in stays with it. */
async function withNotifier(folder: string, origin: string): Promise<{ settings: Record<string, string>; start(): ChildProcess }> {
  const shared = { SIEGEL_NOTIFIER: `127.0.0.1:${await freePort()}`, SIEGEL_NOTIFIER_SECRET: join(folder, 'secret') };
  const env = {
    PATH: process.env['PATH'] ?? '', ...shared, SIEGEL_NOTIFIER_FOLDER: join(folder, 'notifier'), SIEGEL_PUBLIC_URL: origin, SIEGEL_SMTP_SERVER: `127.0.0.1:${await freePort()}`,
    SIEGEL_SMTP_SECURITY: 'none', SIEGEL_SMTP_FROM: 'post@portal.example', SIEGEL_LOG_LEVEL: 'error',
  };
  const recipient = /age1pq1\w+/.exec(execFileSync(binary, ['notifier', 'init'], { env, cwd: folder, stdio: 'pipe' }).toString())?.[0] ?? '';
  return { settings: { ...shared, SIEGEL_NOTIFIER_RECIPIENT: recipient }, start: () => spawn(binary, ['notifier'], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }) };
}

/** Out of the agency: the next manifest does not name this member, and the server shuts the account. */
async function dismiss(lead: Person, uid: string): Promise<void> {
  const { body, vault, keyring } = await lead.ask('dismiss', { uid });
  if (keyring) await lead.call('PUT', 'me/keyring', keyring);
  await lead.call('POST', 'manifest', body);
  if (vault) await lead.call('PUT', 'me/vault', vault);
}
