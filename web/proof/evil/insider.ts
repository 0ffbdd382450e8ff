// Messages, notes, profiles and grants made with real keys of a case, as somebody inside could make them together with the server: right in everything but one point.
import { expect } from '@playwright/test';
import { ad, b64, concat, lp, unb64, utf8, type Bytes } from '../../src/crypto/bytes';
import { pad, sealBox } from '../../src/crypto/box';
import type { Manifest } from '../../src/crypto/documents';
import { sign } from '../../src/crypto/ed25519';
import { makeGrant, type CaseGrant } from '../../src/crypto/grant';
import type { KeySeed } from '../../src/crypto/keyring';
import { ckIdOf, newEncKey, newSigKey, nkIdOf } from '../../src/crypto/keys';
import { messageAd, messageHash, type Channel, type Label } from '../../src/crypto/message';
import { firstHash } from '../../src/crypto/order';
import { sha256 } from '../../src/crypto/primitives';
import { makeProfile, profileAd, type ProfileText } from '../../src/crypto/profile';
import type { Case, Grant, Message } from '../../src/crypto/wire';
import type { Stage } from './attack';
import { directoryOf, payload } from './keys';
import type { ServerResponse } from 'node:http';
import type { Answer, Proxy } from './proxy';
import { scenes } from './scenes';
import type { World } from './world';

/** What a page keeps of its own while it reads on, sealed under the reader's own key. */
export const reading = ['PUT session/tabs/{}', 'PUT me/vault'];

/** What nobody may get to see. */
export const forgery = 'Unterschoben: bitte nennen Sie uns Ihre Anschrift und die Schule.';
export const unseen = async ({ page }: Pick<Stage, 'page'>): Promise<void> => { await expect(page.getByText(forgery)).toHaveCount(0); };

/** `seq` of the manifest that still named Gina: set-up, then everybody was taken in, then she was dismissed (world.ts). */
export const stillNamed = 2;

/** A good answer with any text as its body. */
export const answering = (body: unknown): Answer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });

/** A case as its people could give it away: its key, its rows, the newest manifest, whose keys sign. */
export interface Inside { id: string; agency: Bytes; ck: Bytes; epoch: number; row: Case; messages: Message[]; manifest: Manifest; karin: { uid: string; signer: KeySeed } }

export async function inside({ world, case: of }: Pick<Stage, 'world' | 'case'>): Promise<Inside> {
  const { ck, row } = await of.seeker.case(of.id);
  const { messages } = await of.seeker.person.call<{ messages: Message[] }>('GET', `cases/${of.id}/messages?after=0`);
  const manifest = payload<Manifest>((await directoryOf(world.karin.person)).manifest!);
  return { id: of.id, agency: unb64(world.agency), ck, epoch: 0, row, messages, manifest, karin: { uid: world.karin.person.uid, signer: await of.karin.signer() } };
}

/** A second case of another seeker, answered by Karin. */
export const another = async (world: World): Promise<Stage['case']> => (await scenes['desk-case'].prepare(world)).case!;

const channelOf = async (of: Inside, label: Label, key: Bytes): Promise<Channel> =>
  ({ label, agency: of.agency, case: unb64(of.id), keyId: await (label === 'sg1/note' ? nkIdOf(key) : ckIdOf(key)) });

/** What a later message names as the one before it. */
const hashOfMessage = async (of: Inside, message: Message): Promise<string> => messageHash(messageAd(await channelOf(of, 'sg1/msg', of.ck), message), unb64(message.box));

/** What can be wrong with a message. Where nothing is said: the next one of Karin's, signed by her, following on the newest. */
export interface Fault {
  author?: string; role?: Message['role']; seq?: number; prev?: string; order?: number; kind?: Message['kind']; mseq?: number | null; signer?: KeySeed | null;
  label?: Label; key?: Bytes;
  /** In place of the JSON, and of what stands in the box. */
  json?: (json: string) => string; plain?: (json: Bytes, sig: Bytes) => Bytes;
}

export async function message(of: Inside, fault: Fault = {}): Promise<Message> {
  const last = of.messages.at(-1)!, { label = 'sg1/msg', key = of.ck, signer = of.karin.signer, mseq = of.manifest.seq, author = of.karin.uid } = fault;
  const row: Message = {
    id: b64(crypto.getRandomValues(new Uint8Array(16))), order: fault.order ?? last.order + 1, time: last.time, epoch: of.epoch, author, role: fault.role ?? 'counsellor',
    author_seq: fault.seq ?? of.messages.filter((m) => m.author === author).length + 1, prev_hash: fault.prev ?? await hashOfMessage(of, last),
    kind: fault.kind ?? 'message', box: '' as Message['box'], held_until: null,
  };
  const content = JSON.stringify({ v: 1, ts: new Date().toISOString().replace(/\.\d+Z/, 'Z'), lang: 'de', mseq, text: forgery, files: [], reply: null });
  const context = messageAd(await channelOf(of, label, key), row), json = utf8(fault.json?.(content) ?? content);
  const sig = signer ? sign(unb64(signer.seed), ad(`${label}-sig`, context, await sha256(json))) : new Uint8Array(0);
  return { ...row, box: b64(await sealBox(key, context, fault.plain?.(json, sig) ?? pad(concat(lp(json), lp(sig))))) as Message['box'] };
}

/** Serves one more message (or note) wherever it would stand. */
export function serve({ proxy }: Stage, extra: Message, list: 'messages' | 'notes' = 'messages'): void {
  proxy.swap<Record<string, Message[]>>(`GET cases/{}/${list}`, (body, asked) => {
    const query = new URL(asked.url, 'http://x').searchParams;
    if (Number(query.get('after') ?? 0) < Math.max(1, extra.order)) body[list]!.push(extra);
  });
}

/** A profile under the real case key, its recipient signed by `pin`; `said`: what is changed in it before it is sealed. */
export async function profile(stage: Stage, of: Inside, version: number, said: Partial<ProfileText>, pin: KeySeed, rcpt: string): Promise<Case['profile']> {
  const place = { agency: of.agency, case: { id: unb64(of.id), epoch: of.epoch, ckId: await ckIdOf(of.ck) }, uid: unb64(of.row.seeker) };
  const made = await makeProfile(place, { name: stage.case.name, age: null, gender: null, alias: null, lang: 'de', answers: [] }, rcpt, pin);
  return { version, box: b64(await sealBox(of.ck, profileAd(place, version), pad(utf8(JSON.stringify({ ...made, ...said }))))) as Case['profile']['box'] };
}

export const day = (days = 0): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A grant of the case to the intake role. `enquiry`: as the seeker's browser makes it; `release`: as Karin's makes it, with a note key. `ck`: another key than the real one. */
export async function grant(of: Inside, why: 'enquiry' | 'release', ck: Bytes = of.ck): Promise<CaseGrant> {
  const nk = why === 'release' ? crypto.getRandomValues(new Uint8Array(32)) : null;
  return {
    v: 1, agency: b64(of.agency), obj: 'case', id: of.id, epoch: 0, ck: b64(ck), ck_id: b64(await ckIdOf(ck)), nk: nk && b64(nk), nk_id: nk && b64(await nkIdOf(nk)),
    to: { role: 'intake' }, to_kid: of.manifest.roles.intake.kid, by: nk ? of.karin.uid : of.row.seeker, by_kid: nk && of.karin.signer.kid, why, mseq: nk && of.manifest.seq,
    until: null, link: null, at: day(),
  };
}

/** Seals a grant to the intake key, signed by `signer`. */
export const seal = (of: Inside, body: CaseGrant, signer: KeySeed | null): Promise<string> => makeGrant(body, signer, of.manifest.roles.intake.rcpt);

/** An enquiry made anew under a key of the server's own: profile and letter open with it, so that nothing but the grant can be wrong. */
export async function resealed(stage: Stage, real: Inside, ck: Bytes, epoch = 0): Promise<{ profile: Case['profile']; messages: Message[] }> {
  const of = { ...real, ck, epoch }, { seed } = await newSigKey(), { rcpt } = await newEncKey();
  const letter = await message(of, { author: of.row.seeker, role: 'seeker', seq: 1, prev: firstHash, order: 1, mseq: null, signer: null });
  return { profile: await profile(stage, of, 1, {}, seed, rcpt), messages: [letter] };
}

/** Serves an enquiry with this age file as its grant. `fits`: the row says of the keys what this grant says; `anew`: what is sealed under them. */
export function enquiry({ proxy }: Stage, file: string, by: string | null = null, fits?: CaseGrant, anew?: Awaited<ReturnType<typeof resealed>>): void {
  proxy.swap<{ case: Case; grant: Grant; messages: Message[] }>('GET enquiries/{}', (body) => {
    if (fits) Object.assign(body.case, { epoch: fits.epoch, ck_id: fits.ck_id, nk_id: fits.nk_id });
    if (anew) { body.case.profile = anew.profile; body.messages = anew.messages; }
    Object.assign(body.grant, { file, by });
  });
}

/** Words that would be a page if somebody took them for one. */
export const markup = '<img src=x onerror="document.body.dataset.evil=1"><script>document.body.dataset.evil=1</script><b class="evil">x</b>';

/** Nothing of `markup` has become part of the page. */
export async function asText({ page }: Pick<Stage, 'page'>): Promise<void> {
  await expect(page.locator('img[src="x"], b.evil')).toHaveCount(0);
  expect(await page.evaluate(() => document.body.dataset['evil'])).toBeUndefined();
}

/** What went out on answers without end: bytes, and how often the page has hung up. */
export interface Flow { bytes: number; left: number }

/** Writes `next` again and again, as fast as it is taken; `times`: only so often, then it stays open. */
function pour(out: ServerResponse, flow: Flow, next: () => string, times: number): void {
  let open = true;
  out.on('close', () => { open = false; flow.left++; });
  const write = () => {
    for (let free = true; open && free && times > 0; times--) {
      const piece = next();
      flow.bytes += piece.length;
      free = out.write(piece);
    }
    if (open && times > 0) out.once('drain', write);
  };
  write();
}

/** An answer without end: `begin`, then `again` for ever. */
export function endless(proxy: Proxy, what: string, begin: string, again: string): Flow {
  const flow: Flow = { bytes: 0, left: 0 };
  proxy.on(what, () => Promise.resolve((out: ServerResponse) => {
    out.writeHead(200, { 'content-type': 'application/json' }).write(begin);
    pour(out, flow, () => again, Infinity);
  }));
  return flow;
}

/** The events as the server likes them. */
export function stream(proxy: Proxy, next: () => string, begin = '', times = Infinity): Flow {
  const flow: Flow = { bytes: 0, left: 0 };
  proxy.on('GET events', () => Promise.resolve((out: ServerResponse) => {
    out.writeHead(200, { 'content-type': 'text/event-stream' }).write(begin || ':\n\n');
    pour(out, flow, next, times);
  }));
  return flow;
}

/** An answer that comes a byte at a time and never to its end. */
export function drip(proxy: Proxy, what: string): void {
  proxy.on(what, () => Promise.resolve((out: ServerResponse) => {
    out.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => { out.write(' '); }, 500);
    out.on('close', () => { clearInterval(timer); });
  }));
}
