// All messages or notes of a case, from the first on: opened, checked, and shown as far as they may be. One bad message never hides the others.
import { unb64, type Bytes } from './bytes';
import { checkMessage, messageAd, messageHash, openMessage, type Channel, type Content, type Reader } from './message';
import { firstHash, placeOf, type Entry } from './order';
import { Refused, type OpenMessage, type Refusal } from './verbs';
import type { Message } from './wire';

export interface History { shown: OpenMessage[]; log: Entry[]; seen: number; gap: boolean }

/** The sender's time counts if it lies this close to the server's rounded one (ms). */
const closeEnough = 30 * 60_000;

interface Walk { reader: Reader; channel: Channel; key: Bytes; me: string; anyway: boolean; log: Entry[]; gap: boolean; seen: number; last: number }

export async function openHistory(reader: Reader, channel: Channel, key: Bytes, me: string, messages: Message[], anyway: boolean): Promise<History> {
  const walk: Walk = { reader, channel, key, me, anyway, log: [], gap: false, seen: reader.seen, last: 0 };
  const shown: OpenMessage[] = [];
  for (const message of messages) shown.push(await step(walk, message));
  return { shown, log: walk.log, seen: walk.seen, gap: walk.gap };
}

async function step(walk: Walk, message: Message): Promise<OpenMessage> {
  const entry: Entry = { order: message.order, author: message.author, seq: message.author_seq, hash: null, accepted: false, id: message.id };
  try {
    if (!Number.isSafeInteger(message.order) || message.order <= walk.last) throw new Refused('E4');
    walk.last = message.order;
    return await read(walk, message, entry);
  } catch (error) {
    return unreadable(walk, message, error instanceof Refused ? error.check : 'E5');
  } finally { walk.log.push(entry); }
}

async function read(walk: Walk, message: Message, entry: Entry): Promise<OpenMessage> {
  const context = messageAd(walk.channel, message), box = unb64(message.box);
  const opened = await openMessage(walk.key, context, box);
  entry.hash = await messageHash(context, box);
  const content = await checkMessage(walk.reader, walk.channel.label, message, context, opened);
  const place = walk.gap ? 'gap' : placeOf(walk.log, message);
  if (place === 'repeat') throw new Refused('E4');
  if (place === 'gap') {
    walk.gap = true;
    return { ...face(walk, message), state: 'unchecked', check: 'E4', ...(walk.anyway ? inside(message, content) : hidden(message)) };
  }
  entry.accepted = true;
  walk.seen = Math.max(walk.seen, message.order);
  return { ...face(walk, message), state: 'open', ...inside(message, content) };
}

type Face = Pick<OpenMessage, 'id' | 'order' | 'author' | 'role' | 'mine' | 'kind'>;
type Inside = Pick<OpenMessage, 'text' | 'lang' | 'at' | 'exact'>;

const face = (walk: Walk, message: Message): Face => ({
  id: message.id, order: message.order, author: message.author, role: message.role, mine: message.author === walk.me, kind: walk.channel.label === 'sg1/note' ? 'note' : 'message',
});

function inside(message: Message, content: Content): Inside {
  const sent = Date.parse(content.ts), exact = Math.abs(sent - message.time) <= closeEnough;
  return { text: content.text, lang: content.lang, at: exact ? sent : message.time, exact };
}

const hidden = (message: Message): Inside => ({ text: '', lang: '', at: message.time, exact: false });

const unreadable = (walk: Walk, message: Message, check: Refusal): OpenMessage => ({ ...face(walk, message), state: 'sealed', check, ...hidden(message) });

/** What the next message of an author says about the order: its number and the newest message that was readable. */
export function nextOf(log: Entry[], author: string): { author_seq: number; prev_hash: string } {
  const newest = log.findLast((entry) => entry.accepted) ?? log.findLast((entry) => entry.hash !== null);
  const author_seq = Math.max(0, ...log.filter((entry) => entry.author === author).map((entry) => entry.seq)) + 1;
  return { author_seq, prev_hash: newest?.hash ?? firstHash };
}
