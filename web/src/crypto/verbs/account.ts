// One's own ways of signing in: proving that one knows the password or the code (PROTOCOL 2.8.7).
import { b64, equal, unb64 } from '../bytes';
import { codeKeys, readCode } from '../code';
import { passwordKeys } from '../password';
import { refuseBy } from '../shape';
import { Refused, type Answer, type Argument } from '../verbs';
import type { Wrap } from '../wire';
import { checkGen, openWrap, type Opener } from '../wrap';
import { personOf, type Person, type State } from './person';

/** What was typed, as the key that opens a wrap and the one that the server checks. */
async function typedKeys(person: Person, a: Argument<'prove'>): Promise<{ opener: Opener; auth: string }> {
  if ('code' in a) {
    const { kek, auth } = await codeKeys(person.where, person.realm, await readCode(a.code));
    return { opener: { method: 'rc', kek, kdf: 0, x: new Uint8Array(0) }, auth: b64(auth) };
  }
  const x = refuseBy('wrap', () => unb64(a.salt16, 16));
  const { kek, auth } = await passwordKeys(person.where, person.realm, person.keyring.name, a.password, x, a.kdf);
  return { opener: { method: 'pw', kek, kdf: a.kdf, x }, auth: b64(auth) };
}

export async function prove(state: State, a: Argument<'prove'>): Promise<Answer<'prove'>> {
  const person = personOf(state), { opener, auth } = await typedKeys(person, a);
  person.proof = { opener, opened: false };
  return { method: opener.method, auth };
}

/** The wrap of that way, of its newest generation, opens to the very key of this account. */
async function opens(person: Person, opener: Opener, wrap: Wrap): Promise<void> {
  checkGen(person.keyring.gens, wrap.method, wrap.gen); // kill: Account.opens-asks-gen
  if (!equal(await openWrap(person.owner, opener, wrap), person.uk)) throw new Refused('wrap'); // kill: Account.opens-another-key
}

export async function proved(state: State, { wrap }: Argument<'proved'>): Promise<Answer<'proved'>> {
  const person = personOf(state);
  if (!person.proof) throw new Refused('state'); // kill: Account.proved-state
  await opens(person, person.proof.opener, wrap); // kill: Account.proved-asks-opens
  person.proof.opened = true;
  return {};
}
