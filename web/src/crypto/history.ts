// The messages or notes of a case, from the first on or from somewhere in the middle: opened, checked, and shown as far as they may be.
// One bad message never hides the others.
import { unb64, type Bytes } from './bytes';
import { plainName } from './attachment';
import { checkMessage, messageAd, messageHash, openMessage, type Channel, type Content, type FileText, type Opened, type Reader } from './message';
import { firstHash, placeOf, type Entry } from './order';
import { Refused, type OpenMessage, type Refusal } from './verbs';
import type { Message } from './wire';

/** `from` and `last`: order numbers with which it begins and ends. */
export interface History { shown: OpenMessage[]; log: Entry[]; from: number; last: number; seen: number; gap: boolean }

/** What was opened once, by id of the message: opening takes long, checking does not. */
export type Opening = Opened & { of: Message; context: Bytes; hash: string };
export type Openings = Map<string, Opening>;

/** A chain of messages is sealed under a key; after new keys of the case, what was written before still is under those of its epoch. */
export interface ChannelKey { channel: Channel; key: Bytes }
export interface ChainKeys extends ChannelKey { earlier?: Map<number, ChannelKey> }

/** Whose eyes and which chain; `files` gets the attachments of what is shown as open, by the ids of message and file; `from` is the order number with which the messages begin, above 1 a window. */
export interface Reading extends ChainKeys { reader: Reader; me: string; anyway: boolean; opened: Openings; files: Map<string, FileText>; from: number }

/** The sender's time counts if it lies this close to the server's rounded one (ms). */
const closeEnough = 30 * 60_000;

interface Walk extends Reading { log: Entry[]; gap: boolean; seen: number; last: number; epoch: number }

export async function openHistory(reading: Reading, messages: Message[]): Promise<History> {
  const walk: Walk = { ...reading, log: [], gap: false, seen: reading.reader.seen, last: reading.from - 1, epoch: 0 };
  await openAhead(reading, messages);
  const shown: OpenMessage[] = [];
  for (const message of messages) shown.push(await step(walk, message, () => nextOrder(walk, message)));
  return { shown, log: walk.log, from: walk.from, last: walk.last, seen: walk.seen, gap: walk.gap };
}

/** One's own messages that can still be taken back: they have no order number and stand behind all others. */
export async function openHeld(reading: Reading, history: History, messages: Message[]): Promise<{ shown: OpenMessage[]; log: Entry[] }> {
  const walk: Walk = { ...reading, ...history, log: [...history.log], epoch: 0 };
  const shown: OpenMessage[] = [];
  for (const message of messages) shown.push(await step(walk, message, () => heldOrder(walk, message)));
  return { shown, log: walk.log.slice(history.log.length) };
}

/** How many boxes are opened at a time: the browser works on them beside each other. */
const together = 32;

/** Opens what was not opened before; what does not open shows when its turn comes. */
async function openAhead(reading: Reading, messages: Message[]): Promise<void> {
  for (let at = 0; at < messages.length; at += together) {
    await Promise.allSettled(messages.slice(at, at + together).map((message) => opening(reading, message)));
  }
}

const sealedFields = ['id', 'epoch', 'author', 'role', 'author_seq', 'prev_hash', 'kind', 'box'] as const;

/** The inside of a message. Refused('box'), Refused('E5'), Malformed. */
export async function opening({ opened, ...keys }: ChainKeys & Pick<Reading, 'opened'>, message: Message): Promise<Opening> {
  const { channel, key } = keys.earlier?.get(message.epoch) ?? keys;
  const name = `${channel.label} ${message.id}`, known = opened.get(name);
  if (known && sealedFields.every((field) => known.of[field] === message[field])) return known;
  const context = messageAd(channel, message), box = unb64(message.box);
  const fresh = { ...await openMessage(key, context, box), of: message, context, hash: await messageHash(context, box) };
  opened.set(name, fresh);
  return fresh;
}

/** Order numbers go up by one. Anything else than up is refused; a hole is a gap. */
function nextOrder(walk: Walk, { order }: Message): number {
  if (!Number.isSafeInteger(order) || order <= walk.last) throw new Refused('E4'); // kill: E4.next-order
  if (order !== walk.last + 1) walk.gap = true;
  return order;
}

/** Nobody but its author is shown what is held. */
function heldOrder(walk: Walk, { order, held_until, author }: Message): number {
  if (order !== 0 || held_until === null || author !== walk.me) throw new Refused('E4'); // kill: E4.held-order
  return walk.last + 1;
}

async function step(walk: Walk, message: Message, orderOf: () => number): Promise<OpenMessage> {
  const entry: Entry = { order: message.order, author: message.author, seq: message.author_seq, hash: null, accepted: false, id: message.id };
  try {
    walk.last = entry.order = orderOf();
    return await read(walk, message, entry);
  } catch (error) {
    return unreadable(walk, message, error instanceof Refused ? error.check : 'E5');
  } finally { walk.log.push(entry); }
}

async function read(walk: Walk, message: Message, entry: Entry): Promise<OpenMessage> {
  const opened = await opening(walk, message);
  if (message.epoch < walk.epoch) throw new Refused('E4'); // kill: E4.epoch-back
  walk.epoch = message.epoch;
  entry.hash = opened.hash;
  const content = await checkMessage(walk.reader, walk.channel.label, message, opened.context, opened);
  const place = walk.gap ? 'gap' : placeOf(walk.log, { ...message, order: entry.order }, walk.from);
  if (place === 'repeat') throw new Refused('E4'); // kill: E4.read
  if (place === 'gap') {
    walk.gap = true;
    return { ...face(walk, message), state: 'unchecked', check: 'E4', ...(walk.anyway ? { ...inside(message, content), files: [] } : hidden(message)) };
  }
  entry.accepted = true;
  for (const file of content.files) walk.files.set(`${message.id} ${file.id}`, file);
  walk.seen = Math.max(walk.seen, message.order);
  return { ...face(walk, message), state: 'open', ...inside(message, content) };
}

type Face = Pick<OpenMessage, 'id' | 'order' | 'author' | 'role' | 'mine' | 'kind'>;
type Inside = Pick<OpenMessage, 'text' | 'lang' | 'files' | 'at' | 'exact'>;

const face = (walk: Walk, message: Message): Face => ({
  id: message.id, order: message.order, author: message.author, role: message.role, mine: message.author === walk.me, kind: walk.channel.label === 'sg1/note' ? 'note' : 'message',
});

function inside(message: Message, content: Content): Inside {
  const sent = Date.parse(content.ts), exact = Math.abs(sent - message.time) <= closeEnough;
  const files = content.files.map(({ id, name, type, size }) => ({ id, name: plainName(name, type), type, size }));
  return { text: content.text, lang: content.lang, files, at: exact ? sent : message.time, exact };
}

const hidden = (message: Message): Inside => ({ text: '', lang: '', files: [], at: message.time, exact: false });

const unreadable = (walk: Walk, message: Message, check: Refusal): OpenMessage => ({ ...face(walk, message), state: 'sealed', check, ...hidden(message) });

/** What the next message of an author says about the order: its number and the newest message that was readable. Null if that lies before the window. */
export function nextOf(log: Entry[], author: string, from: number): { author_seq: number; prev_hash: string } | null {
  const own = log.filter((entry) => entry.author === author);
  if (from > 1 && own.length === 0) return null;
  const newest = log.findLast((entry) => entry.accepted) ?? log.findLast((entry) => entry.hash !== null);
  return { author_seq: own.reduce((most, { seq }) => Math.max(most, seq), 0) + 1, prev_hash: newest?.hash ?? firstHash };
}
