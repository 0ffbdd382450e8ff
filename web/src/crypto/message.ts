// Messages and notes (PROTOCOL 2.6): what is sealed, what is signed, and which checks a reader makes. E4, the place in the order, is in order.ts.
import { mostFiles, mostPlain } from './attachment';
import { ad, b64, concat, lp, Malformed, unb64, utf8, type Bytes } from './bytes';
import { openBox, overhead, pad, sealBox, unpad } from './box';
import { manifestAt, memberOf, type Chain } from './directory';
import { sign, verify } from './ed25519';
import { lonely, writeJson } from './json';
import type { KeySeed } from './keyring';
import { sha256 } from './primitives';
import { id, integer, key32, list, moment, nullable, object, one, readAs, text, type Of, type Shape } from './shape';
import { Refused } from './verbs';

export type Label = 'sg1/msg' | 'sg1/note';

export const mostUnits = 50_000, mostBox = 192 * 1024; // 50 000 units are never more than 150 000 bytes

/** Text as typed: Refused('text') if it is too long or has no UTF-8 form. */
export function checkText(typed: string): void {
  if (typed.length > mostUnits || lonely(typed)) throw new Refused('text'); // kill: Message.text
}

const body: Shape<string> = (value) => {
  const typed = text(value);
  if (typed.length > mostUnits) throw new Malformed('size'); // kill: Message.body-size
  return typed;
};

export const fileKeys = { id, key: key32, name: text, type: text, size: integer, sha256: key32 };
/** What a message says of an attachment: with its key, which exists nowhere else but in the list of what is picked (draft.ts). */
const fileText = object(fileKeys);
export type FileText = Of<typeof fileText>;

const fileList = list(fileText);
const files: Shape<FileText[]> = (value) => {
  const named = fileList(value);
  if (named.length > mostFiles || named.some(({ size }) => size > mostPlain)) throw new Malformed('files'); // kill: Message.files
  return named;
};

const contentShape = object({ v: one(1), ts: moment, lang: text, mseq: nullable(integer), text: body, files, reply: nullable(id) });
export type Content = Of<typeof contentShape>;

/** The fields of the AD that travel beside a box. */
export interface Head { id: string; epoch: number; author: string; role: string; author_seq: number; prev_hash: string; kind: string }

/** Which chain of which case: agency, case and key id (`ck_id` or `nk_id`) in bytes. */
export interface Channel { label: Label; agency: Bytes; case: Bytes; keyId: Bytes }

export const messageAd = (channel: Channel, head: Head): Bytes => ad(
  channel.label, channel.agency, channel.case, head.epoch, channel.keyId, unb64(head.id, 16), unb64(head.author, 16), head.role, head.author_seq,
  unb64(head.prev_hash, 32), head.kind,
);

/** What the next message names as `prev_hash`. */
export const messageHash = async (context: Bytes, box: Bytes): Promise<string> => b64(await sha256(concat(lp(context), lp(box))));

/** What a message is before it is sealed. */
const plainOf = (json: Bytes, sig: Bytes): Bytes => pad(concat(lp(json), lp(sig)));

const toSign = async (label: Label, context: Bytes, json: Bytes): Promise<Bytes> => ad(`${label}-sig`, context, await sha256(json));

/** Seals a message; staff sign, seekers do not: nobody shall be able to prove to others what a seeker wrote. */
export async function sealMessage(key: Bytes, label: Label, context: Bytes, content: Content, signer: KeySeed | null, salt?: Bytes): Promise<Bytes> {
  const json = utf8(writeJson(contentShape(content)));
  const signature = signer ? sign(unb64(signer.seed), await toSign(label, context, json)) : new Uint8Array(0);
  return sealBox(key, context, plainOf(json, signature), salt);
}

/** What was inside, and what the checks have found out about it once: the content, and under which key the signature is good. */
export interface Opened { json: Bytes; sig: Bytes; content?: Content; good?: string }

function readPart(bytes: Bytes, at: number): { part: Bytes; next: number } {
  if (at + 4 > bytes.length) throw new Refused('E5'); // kill: E5.part-length
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
  const next = at + 4 + length;
  if (next > bytes.length) throw new Refused('E5'); // kill: E5.part-cut
  return { part: bytes.slice(at + 4, next), next };
}

/** Refused('box') if the box does not open, Refused('E5') if it is too large or what is inside is not two parts. */
export async function openMessage(key: Bytes, context: Bytes, box: Bytes): Promise<Opened> {
  if (box.length > mostBox) throw new Refused('E5'); // kill: E5.box-size
  const plain = unpad(await openBox(key, context, box));
  const { part: json, next } = readPart(plain, 0);
  const { part: sig, next: end } = readPart(plain, next);
  if (end !== plain.length) throw new Refused('E5'); // kill: E5.trailing
  return { json, sig };
}

/** `doubted`: whether a text was refused by E2 when it was new; its order number alone would make it believed the next time. */
export interface Reader { chain: Chain; seeker: string; seen: number; doubted?: (id: string) => Promise<boolean> }

/** E5, then E3 for a seeker, E1 and E2 for staff. */
export async function checkMessage(reader: Reader, label: Label, head: Head & { order: number }, context: Bytes, opened: Opened): Promise<Content> {
  if (head.kind !== (label === 'sg1/note' ? 'note' : 'message')) throw new Refused('E5'); // kill: E5.message
  const content = opened.content ??= contentOf(opened);
  if (label === 'sg1/note' && content.files.length > 0) throw new Refused('E5'); // kill: E5.note-files
  if (head.role === 'seeker') checkSeeker(reader, label, head, content, opened.sig); // kill: Message.message-asks-seeker
  else await checkStaff(reader, label, head, content, context, opened); // kill: Message.message-asks-staff
  return content;
}

function contentOf({ json, sig }: Opened): Content {
  if (overhead + plainOf(json, sig).length > mostBox) throw new Refused('E5'); // kill: E5.content-of
  return readAs('E5', contentShape, json);
}

/** E3 */
function checkSeeker(reader: Reader, label: Label, head: Head, content: Content, sig: Bytes): void {
  if (label === 'sg1/note' || head.author !== reader.seeker || sig.length > 0 || content.mseq !== null) throw new Refused('E3'); // kill: E3.seeker
}

async function checkStaff(
  { chain, seen, doubted }: Reader, label: Label, head: Head & { order: number }, content: Content, context: Bytes, opened: Opened,
): Promise<void> {
  const then = content.mseq === null ? null : await manifestAt(chain, content.mseq);
  const author = then && await memberOf(chain, then, head.author);
  if (!author || !(author.roles as string[]).includes(head.role)) throw new Refused('E1'); // kill: E1.author-and-role
  if (opened.good !== author.sig.pub && !(await verify(unb64(author.sig.pub), await toSign(label, context, opened.json), opened.sig))) throw new Refused('E1'); // kill: E1.signature
  opened.good = author.sig.pub;
  if (head.order <= seen && !(await doubted?.(head.id))) return;
  const now = await memberOf(chain, chain.current, head.author);
  if (!now || !(now.roles as string[]).includes(head.role)) throw new Refused('E2'); // kill: E2.staff
}
