// An address for notices by mail, sealed to the notifier (spec/notice.md). Nobody else gets it: not the server, not the team.
import { wrapFor } from '../age';
import { b64, utf8 } from '../bytes';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Sealed } from '../wire';
import { personOf, type State } from './person';

/** Every sealed address is as long as the longest: no length tells one. */
const length = 512;

const local = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/, domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z][a-z0-9-]*[a-z0-9]$/;
/** What a host is not made of; the parser of addresses would take it for a port, a path, or drop it. */
const beside = /[\s/:?#\\@[\]%<>,;]/;

/** An address as mail servers write it: a domain with other letters has a spelling of its own. Refused('text') if it is none. */
export function plainAddress(typed: string): string {
  const whole = typed.trim(), at = whole.lastIndexOf('@'), name = whole.slice(0, Math.max(at, 0)), written = whole.slice(at + 1);
  if (beside.test(written)) throw new Refused('text'); // kill: Notice.beside
  const host = hostOf(written), address = `${name}@${host}`;
  if (address.length > 254 || name.length > 64 || !local.test(name) || !domain.test(host)) throw new Refused('text'); // kill: Notice.address
  return address;
}

/** Empty where it is none: no domain is. */
function hostOf(written: string): string {
  try { return new URL(`http://${written}`).hostname; } catch { return ''; }
}

export async function sealAddress(state: State, { recipient, address }: Argument<'sealAddress'>): Promise<Answer<'sealAddress'>> {
  const { owner, uid } = personOf(state);
  const plain = JSON.stringify({ v: 1, agency: b64(owner.agency), uid, address: plainAddress(address) });
  return { file: b64(await wrapFor(recipient, utf8(plain.padEnd(length)))) as Sealed };
}
