// What an attack is: one file in attacks/, one exported object. The malicious server changes one thing; everything else stays valid, so that only the check
// it is aimed at can be what stopped it.
import type { Page } from '@playwright/test';
import type { Refusal } from '../../src/crypto/verbs';
import type { Proxy } from './proxy';
import type { Case } from './people';
import type { World } from './world';

/** The checks of PROTOCOL 2 as the client names them, and what has no id of its own: `D9`, `D10` refuse nothing, `strict` is 2.18, `data` whatever a server may say besides. */
export type Check = Refusal | 'D9' | 'D10' | 'strict' | 'data';

export type SceneName =
  /** Comes by the link with the fingerprint, writes a first letter and sends it, with a return code alone. `first-visit`: the same without a fingerprint. */
  | 'first-letter' | 'first-visit'
  /** Signs in and sees the own case: a letter, and an answer by Karin. */
  | 'back-by-code' | 'back-by-name'
  /** The same case, open and live when the attack begins: looks for news, then writes a further letter. */
  | 'case-open'
  /** The same case, open when the attack begins: the page is loaded again and goes on through the tab. */
  | 'reload'
  /** Karin signs in at the desk and sees today's list. */
  | 'desk-by-code' | 'desk-by-name'
  /** Karin sits at the desk when the attack begins: opens an enquiry of the pool; takes it over (open already); opens a case of her own; answers in it (open already); loads the page again. */
  | 'desk-pool' | 'desk-take' | 'desk-case' | 'desk-answer' | 'desk-reload'
  /** The lead sits at the desk when the attack begins: takes in a new member who has answered. */
  | 'admit'
  /** A new member follows the lead's link and makes an access. */
  | 'join'
  /** The first lead follows the operator's link and sets the agency up. */
  | 'set-up'
  /** Has forgotten the password: gives the return code, sets a new password, sees a new code (account.ts). */
  | 'recover'
  /** Signed in and among the settings when the attack begins: changes the password; makes everything anew because somebody knows the code. `notice`: signs in, and leaves an address. */
  | 'new-password' | 'alarm' | 'notice'
  /** The own case is open: opens an attachment; sends one (file.ts). */
  | 'file-open' | 'file-send'
  /** The own case is open: looks at what would be deleted, and deletes it all (ending.ts). `ordered`: signs in, and a counsellor's order to delete the case waits. */
  | 'erase' | 'ordered'
  /** A lead sits at the list of sealed cases: opens one; takes it along as a file (shelf.ts). */
  | 'archive' | 'export'
  /** Signs in, and the own case has got new keys; an earlier case is shared with the account, and is opened; a lead sits at the team and takes somebody out who is stopped (rekey.ts). */
  | 'new-keys' | 'shared' | 'leaves'
  /** A lead whose browser knows the agency's record signs in again; a second lead has signed it (record.ts). */
  | 'record';

/** What an attack has to work with. The scene has been prepared; nothing of it has happened on the page yet, but for what its name says. */
export interface Stage {
  world: World;
  /** The malicious server. Everything before the attack's `arm` has passed it untouched. */
  proxy: Proxy;
  page: Page;
  /** The case of the scene, with its seeker's and Karin's real keys; in `first-…`, `desk-by-…`, `admit`, `join`, `set-up` it throws. */
  readonly case: Case;
  /** In `join`: the link; in `admit`: who waits; in `set-up`: the new agency's short name. */
  link: string;
}

export interface Expected {
  /** Keys of the catalogue; all of these words stand on the screen. Usually one of `refused.directory|account|content|seal`. */
  says: string[];
  /** Who can be called stands there too: the agency's phone and an emergency number (seekers), the agency's (staff). False only where the client stops without words of its own. */
  call?: boolean;
  /** Content that may still go out after the first bite, as `METHOD path` (`{}` for an id). Anything else of `contentWrites` (outcome.ts) is a defeat. */
  may?: string[];
  /** How long the words may take to come, ms; 10 s where nothing is said. */
  patience?: number;
  /** What else must hold, after the words stand there. */
  also?(stage: Stage): Promise<void>;
  /** The attack is one that the client lives with: the scene goes on to its good end (e.g. HTML shown as text, D9). `says` is looked for all the same. */
  harmless?: boolean;
  /** Why nothing is refused, and so nothing counted, though nothing harmless was done. */
  uncounted?: string;
}

export interface Attack {
  /** The file's name without its ending. */
  id: string;
  /** What the server does, in plain words: "The directory names a key of the operator for intake". */
  title: string;
  aimed: readonly Check[];
  scene: SceneName;
  /** Takes so long that only the long form plays it. */
  long?: boolean;
  /** Sets the rules on `stage.proxy`. Called once, just before the person acts. */
  arm(stage: Stage): Promise<void> | void;
  expected: Expected;
}
