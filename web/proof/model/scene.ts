// A small scene for rows that are copied: two agencies, of each person and each kind of row at least two.
import { b64 } from '../../src/crypto/bytes';
import { random } from '../../src/crypto/primitives';
import { Refused, type OpenMessage } from '../../src/crypto/verbs';
import { Refusal } from '../../src/demo/person';
import type { DraftKind, EraseOrder, Versioned } from '../../src/crypto/wire';
import { Insider } from './insider';
import { Rest } from './sealed';
import { startOn, type Server, type World } from './server';
import { Sql, type Row } from './sql';

export interface Known { agency: string; realm: 'seeker' | 'staff'; uid: string; code: string }

export class Scene {
  readonly people = new Map<string, Known>();
  readonly cases = new Map<string, string>();
  dump: Record<string, Row[]> = {};

  private constructor(readonly world: World, readonly server: Server, readonly sql: Sql, readonly rest: Rest) {
    for (const { name, agency, uid, code } of world.members) this.people.set(name, { agency, realm: 'staff', uid, code });
  }

  static async make(world: World): Promise<Scene> {
    const server = await startOn(world), sql = new Sql(server.data), scene = new Scene(world, server, sql, await Rest.of(server));
    for (const [agency, lead, who, seekers] of [['kiz', 'lea', 'karin', ['s1', 's2']], ['nord', 'nora', 'mia', ['s3', 's4']]] as const) await scene.fill(agency, lead, who, seekers);
    scene.dump = await sql.dump();
    return scene;
  }

  /** Each seeker: a case with somebody (letter, answer, note, drafts), one in the pool, one put back, one that somebody has ordered to be deleted. And somebody who has been admitted and has no keys yet. */
  private async fill(agency: string, lead: string, who: string, seekers: readonly string[]): Promise<void> {
    const counsellor = await this.signedIn(who);
    for (const name of seekers) {
      const seeker = new Insider(this.world.origin, agency, 'seeker');
      this.people.set(name, { agency, realm: 'seeker', code: await seeker.register(null, null, 'de'), uid: seeker.uid });
      for (const what of ['with', 'pool', 'back']) this.cases.set(`${name} ${what}`, await seeker.write({ topic: '', lang: 'de', text: `Brief ${name} ${what}`, name, age: null, gender: null }));
      for (const what of ['with', 'back']) await counsellor.take(this.case(`${name} ${what}`));
      await counsellor.putBack(this.case(`${name} back`));
      await this.order(counsellor, who, seeker, name);
      const id = this.case(`${name} with`);
      await counsellor.send(id, `Antwort ${name}`, 'de');
      await counsellor.letOut(id);
      await counsellor.send(id, `Vermerk ${name}`, 'de', 'note');
      await seeker.send(id, `Noch ein Brief ${name}`, 'de');
      await seeker.saveDraft(id, 'message', 1, `Entwurf ${name}`, 'de');
      await seeker.saveDraft(this.case(`${name} pool`), 'message', 1, `Noch ein Entwurf ${name}`, 'de');
      for (const kind of ['message', 'note'] as const) await counsellor.saveDraft(id, kind, 1, `Entwurf ${kind}`, 'de');
    }
    const first = await this.signedIn(lead), name = `neu-${agency}`, fresh = new Insider(this.world.origin, agency, 'staff');
    const token = await first.invite(['counsellor', 'intake']);
    const code = await fresh.join('join', token, this.world.fingerprints[agency]!, name, 'vier worte sind genug', name, 'de');
    this.people.set(name, { agency, realm: 'staff', uid: fresh.uid, code });
    await first.admit();
  }

  private async order(counsellor: Insider, who: string, seeker: Insider, name: string): Promise<void> {
    const id = await seeker.write({ topic: '', lang: 'de', text: `Brief ${name} ends`, name, age: null, gender: null });
    this.cases.set(`${name} ends`, id);
    await counsellor.take(id);
    const { order } = await counsellor.ask('orderErasure', { case: id, request: null, way: 'phone', account: false });
    await counsellor.call('POST', `cases/${id}/erasure`, { id: b64(random(16)), order, ...await counsellor.ask('prove', { code: this.people.get(who)!.code }) });
  }

  case(name: string): string { return this.cases.get(name)!; }

  /** A new page of somebody. */
  async signedIn(name: string): Promise<Insider> {
    const { agency, realm, code } = this.people.get(name)!, person = new Insider(this.world.origin, agency, realm);
    await person.signInByCode(code);
    return person;
  }

  async end(): Promise<void> { this.sql.end(); this.rest.end(); await this.server.end(); }
}

/** 'open', or the check that refused; 'server: CODE' where the server did not even give it out. */
export async function verdictOf(look: () => Promise<void>): Promise<string> {
  try { await look(); return 'open'; } catch (error) {
    if (error instanceof Refused) return error.check;
    if (error instanceof Refusal) return `server: ${error.code}`;
    throw error;
  }
}

export const verdict = (scene: Scene, { name, of }: Look): Promise<string> => verdictOf(() => looks[name](scene, ...of));

/** Everything that a person's page shows must be readable; the first that is not says why. */
const all = (list: OpenMessage[], least: number): void => {
  for (const { state, check } of list) if (state !== 'open') throw new Refused(check ?? 'box');
  if (list.length < least) throw new Error('the scene has nothing to look at');
};

/** What somebody looks at, each time with a new page. */
export interface Look { name: keyof typeof looks; of: string[] }
export const look = (name: Look['name'], ...of: string[]): Look => ({ name, of });

const looks = {
  async signIn(scene: Scene, who = '') { await scene.signedIn(who); },
  async read(scene: Scene, who = '', what = '') {
    const found = await (await scene.signedIn(who)).read(scene.case(what));
    if (!found.profile) throw new Refused(found.refused ?? 'box');
    all(found.messages, 1);
    all(found.notes, 0);
  },
  async peek(scene: Scene, who = '', what = '') {
    all((await (await scene.signedIn(who)).peek(scene.case(what))).messages, 1);
  },
  async draft(scene: Scene, who = '', what = '', kind = '') {
    const person = await scene.signedIn(who), id = scene.case(what);
    await person.ask('openDraft', { case: id, kind: kind as DraftKind, ...await person.call<Versioned>('GET', `me/drafts/${id}/${kind}`) });
  },
  /** An order to delete a case, as its seeker meets it. */
  async order(scene: Scene, who = '', what = '') {
    const person = await scene.signedIn(who), id = scene.case(what), { order } = await person.call<EraseOrder>('GET', `cases/${id}/erasure`);
    if (order === null) throw new Error('no order waits');
    await person.ask('ordered', { case: id, order, members: await person.members() });
  },
  /** Agency keys that are waiting. */
  async adopt(scene: Scene, who = '') {
    const person = await scene.signedIn(who), { grants } = await person.call<{ grants: unknown[] }>('GET', 'me/grants');
    if (grants.length === 0) throw new Error('nothing to adopt');
    await person.refresh();
  },
  async directory(scene: Scene, agency = '') {
    const person = new Insider(scene.world.origin, agency, 'seeker');
    await person.agency();
    await person.directory(scene.world.fingerprints[agency]!);
  },
};
