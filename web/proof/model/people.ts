// The people of one history: those of the model, and the real ones that stand for them.
import { Insider, secretsIn, type Secrets } from './insider';
import { Eyes } from './given';
import { ownKeys, roleKeys, type Browser, type Model, type Someone, type Text } from './model';
import type { Member, World } from './server';

/** `looked`: how often a verb had run when its keys were last remembered. */
export interface Page { browser: Browser; person: Insider; eyes: Eyes; looked: number }
export interface Actor { who: Someone; uid: string; code: string; password: string | null; pages: Page[]; secrets: Secrets }

export class People {
  readonly actors: Actor[] = [];

  constructor(readonly world: World, readonly model: Model) {}

  add(who: Omit<Someone, 'keys' | 'read' | 'notes' | 'refused' | 'renewals'>, of: Pick<Actor, 'uid' | 'code' | 'password'>): Actor {
    const own = { ...who, renewals: 0 }, keys = new Set([...ownKeys(own), ...(who.state === 'active' ? roleKeys(who, this.model) : [])]);
    const someone: Someone = { ...own, keys, read: new Map(), notes: new Map(), refused: new Set() };
    const actor: Actor = { who: someone, ...of, pages: [], secrets: { all: new Set(), age: new Set() } };
    this.model.people.push(someone);
    this.actors.push(actor);
    return actor;
  }

  member({ name, agency, roles, code, password, uid }: Member): Actor {
    return this.add({ name, agency, realm: 'staff', roles, state: 'active' }, { uid, code, password });
  }

  newPage(actor: Actor, person = new Insider(this.world.origin, actor.who.agency, actor.who.realm)): Page {
    const browser: Browser = { of: actor.who, signedIn: true };
    const page: Page = { browser, person, eyes: new Eyes(person, () => actor.code), looked: -1 };
    this.model.browsers.push(browser);
    actor.pages.push(page);
    return page;
  }

  /** All pages that are signed in. */
  get pages(): { actor: Actor; page: Page }[] {
    return this.actors.flatMap((actor) => actor.pages.filter(({ browser }) => browser.signedIn).map((page) => ({ actor, page })));
  }

  of(who: Someone): Actor {
    return this.actors.find((actor) => actor.who === who)!;
  }

  /** Keeps every key that anybody holds now, for good. */
  remember(): void {
    for (const actor of this.actors) {
      for (const page of actor.pages) {
        const { runs, state } = page.person.opened;
        if (page.looked !== runs) secretsIn(state, actor.secrets);
        page.looked = runs;
      }
    }
  }

  /** The server has ended the sessions of somebody, or the person has. */
  out(actor: Actor): void {
    for (const { browser } of actor.pages) browser.signedIn = false;
  }

  text(one: Omit<Text, 'order'> & { order?: number }): Text {
    const made: Text = { order: 0, ...one };
    this.model.texts.push(made);
    return made;
  }
}
