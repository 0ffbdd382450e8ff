// Directories as a malicious operator makes them: from the real one, with keys of the operator's own or with those of a lead who works with the operator.
import { b64, unb64 } from '../../src/crypto/bytes';
import type { Manifest, Root } from '../../src/crypto/documents';
import { publicKey } from '../../src/crypto/ed25519';
import type { KeySeed } from '../../src/crypto/keyring';
import { recipient } from '../../src/crypto/age';
import { makeGrant, type KeyGrant } from '../../src/crypto/grant';
import { newEncKey } from '../../src/crypto/keys';
import type { Directory, Grant, Session } from '../../src/crypto/wire';
import { directoryOf, hashOf, resigned } from './keys';
import type { Proxy } from './proxy';
import type { Staff, World } from './world';

export interface Forged { roots: string[]; manifest: string }

/** What the real server says now. */
export async function real({ lead }: World): Promise<Forged> {
  const { roots, manifest } = await directoryOf(lead.person);
  return { roots, manifest: manifest! };
}

export const signerOf = ({ kid, seed }: KeySeed, label = 'lead'): Root['signers'][number] => ({ kid, pub: b64(publicKey(unb64(seed))), label });

/** The manifest that would follow, changed, signed by the lead's own key. */
export async function nextManifest(world: World, change: (body: Manifest) => void, signers?: KeySeed[]): Promise<string> {
  const { manifest } = await real(world), prev = await hashOf(manifest);
  return resigned<Manifest>('sg1/manifest', manifest, (body) => { body.seq++; body.prev = prev; change(body); }, signers ?? [await world.lead.keys.signer()]);
}

/** What makes an agency that erased keep everything for ten years: the duty, and the key that opens it then. */
export async function keeping(): Promise<(body: Manifest) => void> {
  const { seed: { kid }, rcpt } = await newEncKey();
  return ({ policy, roles }) => { Object.assign(policy, { retention: 'doc', years: 10 }); roles.archive = { kid, rcpt }; };
}

/** A root 2, well made and signed by the lead on both sides, with the manifest that names it; each may be spoiled in one thing before it is signed. */
export async function nextRoot(world: World, spoil: (root: Root) => void, inManifest: (manifest: Manifest) => void = () => undefined, signers?: KeySeed[]): Promise<Forged> {
  const first = (await real(world)).roots[0]!, prev = await hashOf(first), by = signers ?? [await world.lead.keys.signer()];
  const root = resigned<Root>('sg1/root', first, (body) => { Object.assign(body, { n: 2, prev }); spoil(body); }, by);
  return { roots: [first, root], manifest: await nextManifest(world, (body) => { body.root = 2; inManifest(body); }, by) };
}

/** A whole directory in the agency's name, from root 1 on, by the operator: other signers, and an intake key that the operator holds. Sound in itself. */
export async function usurped(world: World, change: (body: Root | Manifest) => void = () => undefined): Promise<Forged> {
  const now = await real(world), own = await world.own.lead.keys.signer(), { seed, rcpt } = await newEncKey();
  const root = resigned<Root>('sg1/root', now.roots[0]!, (body) => { body.signers = [signerOf(own)]; body.threshold = 1; change(body); }, [own]);
  const manifest = resigned<Manifest>('sg1/manifest', now.manifest, (body) => { body.roles.intake = { kid: seed.kid, rcpt }; change(body); }, [own]);
  return { roots: [root], manifest };
}

/** The same envelope with another payload, the signatures left as they were. */
export function unsignedChange<T>(envelope: string, change: (body: T) => void): string {
  const outer = JSON.parse(envelope) as { payload: string }, body = JSON.parse(Buffer.from(outer.payload, 'base64url').toString()) as T;
  change(body);
  return JSON.stringify({ ...outer, payload: Buffer.from(JSON.stringify(body)).toString('base64url') });
}

/** To whoever asks before signing in. */
export function inDirectory(proxy: Proxy, change: (directory: Directory) => void | Promise<void>): void {
  proxy.swap<Directory>('GET agencies/{}/directory', async (directory) => { await change(directory); });
}

/** To whoever signs in, or comes back by a reload. */
export function inSession(proxy: Proxy, change: (session: Session) => void | Promise<void>): void {
  for (const call of ['POST auth/login', 'GET session']) proxy.swap<Session>(call, async (session) => { await change(session); });
}

/** An agency-key grant for Karin, by a lead's (or a former lead's) own key: sound, but for what `spoil` changes before it is signed. */
export async function keyGrant(world: World, by: Staff, spoil: (body: KeyGrant) => void = () => undefined): Promise<Grant> {
  const { keyring } = await world.karin.keys.ring(), signer = await by.keys.signer(), rcpt = await recipient(unb64(keyring.enc[0]!.seed)), seed = keyring.roles.intake[0]!;
  const body: KeyGrant = {
    v: 1, agency: world.agency, obj: 'agency-key', id: world.agency, epoch: 0, purpose: 'intake', kid: seed.kid, seed: seed.seed, old: [], to: { uid: world.karin.person.uid }, to_kid: keyring.enc[0]!.kid,
    by: by.person.uid, by_kid: signer.kid, why: 'role', mseq: 1, until: null, link: null, at: new Date().toISOString().slice(0, 10),
  };
  spoil(body);
  return { id: b64(new Uint8Array(16).fill(3)), epoch: 0, to_uid: world.karin.person.uid, to_role: null, by: body.by, why: 'role', until: null, file: await makeGrant(body, signer, rcpt) as Grant['file'] };
}
