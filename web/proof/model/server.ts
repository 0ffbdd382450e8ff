// The shipped binary on SQLite, with two agencies that are set up. The world is made once; each history begins with a copy of its folder, at the same address.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, discard, freePort, stop, temporary } from '../../e2e/process';
import type { Role } from './model';
import { Insider } from './insider';

const here = dirname(fileURLToPath(import.meta.url));
const binary = join(here, '..', '..', '..', 'build', 'siegel');

export interface Member { name: string; agency: string; roles: Role[]; password: string; code: string; uid: string }
export interface World { origin: string; folder: string; environment: Record<string, string>; members: Member[]; fingerprints: Record<string, string>; continuity: Set<string>; keeps: Set<string> }
export interface Server { origin: string; data: string; keys: string; /** The folder with the keys of accounts and cases. */ shred: string; child: ChildProcess; end(): Promise<void> }

/** Who is there when a history begins. In the second agency no lead can open what others have; it keeps its cases, sealed, so many years. */
const cast: Record<string, { continuity: boolean; years: number; people: [string, Role[]][] }> = {
  kiz: { continuity: true, years: 0, people: [['lea', ['counsellor', 'intake', 'lead']], ['karin', ['counsellor', 'intake']], ['ben', ['counsellor', 'intake']], ['ina', ['intake']], ['cora', ['counsellor']]] },
  nord: { continuity: false, years: 10, people: [['nora', ['counsellor', 'intake', 'lead']], ['mia', ['counsellor', 'intake']]] },
};

const settings = (short: string) => `short = "${short}"\nname = "Probe ${short}"\nlanguages = ["de"]\ncountries = ["AT"]\ntime_zone = "Europe/Vienna"\nexit = "https://wetter.example/"\n` +
  '[contact]\nphone = "+43 1 0000001"\nmail = "buero@probe.example"\naddress = "Probegasse 1, 1010 Wien"\n[ask]\nage = true\ngender = true\n[colours]\nlight = "#1F5F5B"\ndark = "#7CC8C0"\n' +
  '[texts.de]\nwho = "Hier antwortet das Team."\ncost = "Die Beratung kostet nichts."\n';

const environmentOf = (folder: string, origin: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '', SIEGEL_DATA: join(folder, 'data'), SIEGEL_KEYS: join(folder, 'keys'), SIEGEL_PUBLIC_URL: origin,
  SIEGEL_LISTEN: origin.replace('http://', ''), SIEGEL_TRUSTED_PROXIES: '127.0.0.1',
});

async function serve(folder: string, origin: string): Promise<ChildProcess> {
  const child = spawn(binary, ['serve'], { env: environmentOf(folder, origin), cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  await answers(`${origin}/`, child);
  return child;
}

/** Two agencies with their people, and nobody who seeks yet. */
export async function makeWorld(): Promise<World> {
  const folder = temporary(), origin = `http://127.0.0.1:${await freePort()}`, environment = environmentOf(folder, origin);
  const members: Member[] = [], fingerprints: Record<string, string> = {}, tokens: Record<string, string> = {};
  for (const short of Object.keys(cast)) {
    writeFileSync(join(folder, `${short}.toml`), settings(short));
    const link = execFileSync(binary, ['agency', 'create', '--from', join(folder, `${short}.toml`)], { env: environment, cwd: folder, stdio: 'pipe' }).toString();
    tokens[short] = /#t=([A-Za-z0-9_-]{22})/.exec(link)?.[1] ?? '';
  }
  const child = await serve(folder, origin);
  try {
    for (const short of Object.keys(cast)) {
      fingerprints[short] = await populate(origin, short, tokens[short]!, members);
    }
  } finally { await stop(child); }
  const those = (fit: (one: (typeof cast)[string]) => boolean) => new Set(Object.keys(cast).filter((short) => fit(cast[short]!)));
  return { origin, folder, environment, members, fingerprints, continuity: those(({ continuity }) => continuity), keeps: those(({ years }) => years > 0) };
}

const secretOf = (name: string): string => `vier worte sind genug fuer ${name}`;

async function populate(origin: string, short: string, token: string, members: Member[]): Promise<string> {
  const { continuity, years, people } = cast[short]!, [[first, all], ...others] = people as [[string, Role[]], ...[string, Role[]][]];
  const lead = new Insider(origin, short, 'staff'), made: [Insider, Member][] = [];
  const code = await lead.join('setup', token, null, first, secretOf(first), first, 'de');
  const contact = { phone: '+43 1 0000001', emergency: [{ label: 'Notruf', number: '112' }] };
  const fingerprint = await (years > 0 ? lead.setUpKeeping(contact, years) : lead.setUp(contact, continuity));
  made.push([lead, { name: first, agency: short, roles: all, password: secretOf(first), code, uid: lead.uid }]);
  for (const [name, roles] of others) {
    const person = new Insider(origin, short, 'staff');
    const own = await person.join('join', await lead.invite(roles), fingerprint, name, secretOf(name), name, 'de');
    made.push([person, { name, agency: short, roles, password: secretOf(name), code: own, uid: person.uid }]);
  }
  await lead.admit();
  for (const [person] of made) { await person.refresh(); await person.signOut(); }
  members.push(...made.map(([, member]) => member));
  return fingerprint;
}

/** A server on a copy of the world. One at a time: all stand at the one origin that keys are bound to. */
export async function startOn(world: World): Promise<Server> {
  const folder = temporary();
  for (const part of ['data', 'keys', 'shred']) { mkdirSync(join(folder, part), { mode: 0o700 }); cpSync(join(world.folder, part), join(folder, part), { recursive: true }); }
  const child = await serve(folder, world.origin);
  return { origin: world.origin, data: join(folder, 'data'), keys: join(folder, 'keys'), shred: join(folder, 'shred'), child, end: async () => { await stop(child); discard(folder); } };
}
