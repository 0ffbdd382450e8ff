import { describe, expect, test } from 'vitest';
import { ad, b64, concat, fromUtf8, hex, lp, unb64, utf8 } from './bytes';
import { overhead, pad, sealBox } from './box';
import { checkDirectory, learn } from './directory';
import { checkMessage, checkText, messageAd, messageHash, mostUnits, openMessage, sealMessage, type Channel, type Content, type Head, type Label } from './message';
import { placeOf, type Entry } from './order';
import { readJson } from './json';
import { Refused } from './verbs';
import { bytes, load, refusal, sg1, textsOf } from './vectors';

const { checks, message: entry, note, epoch } = sg1, { context } = checks;

async function readerOf({ context, message_context: before, ...file }: typeof checks, manifests: string[] | undefined) {
  const textOf = textsOf(file);
  const place = { origin: context.origin, agency: context.agency }, all = (manifests ?? context.manifests).map(textOf);
  const from = (manifest: string) => checkDirectory({ place, realm: 'seeker', roots: context.roots.map(textOf), manifest, between: [], f: null, pin: null, pinnedManifest: null, today: context.today });
  // Where the last one is the one that is signed by nobody, the reader still has the one before.
  const { chain } = await from(all.at(-1)).catch(() => from(textOf(context.manifests.at(-1))));
  await learn(chain, all, context.members);
  return { chain, seeker: context.seeker, seen: before.seen };
}

interface Case extends Omit<Head, 'id'> {
  what: string; refuse: string | null; label: Label; key_id: string; msg_id: string; order: number; json: string; sig: string; manifests?: string[]; fill?: { piece: string; times: number }; log?: Omit<Entry, 'accepted'>[]; from?: number; box_bytes?: number;
}

async function check(file: typeof checks, one: Case): Promise<void> {
  const head = { ...one, id: one.msg_id }, channel: Channel = { label: one.label, agency: unb64(context.agency), case: unb64(context.case), keyId: unb64(one.key_id) };
  const json = utf8(one.fill ? one.json.replace('@fill', one.fill.piece.repeat(one.fill.times)) : one.json);
  if (one.box_bytes !== undefined) expect(overhead + pad(concat(lp(json), lp(unb64(one.sig)))).length).toBe(one.box_bytes);
  await checkMessage(await readerOf(file, one.manifests), one.label, head, messageAd(channel, head), { json, sig: unb64(one.sig) });
  const log = (one.log ?? file.message_context.log).map((earlier: Entry) => ({ ...earlier, accepted: true }));
  if (placeOf(log, head, one.from) !== 'fits') throw new Refused('E4');
}

const files = [['sg1.json', checks, 28], ['message.json', load('message.json'), 42], ['limits.json', load('limits.json'), 9]] as const;

describe.each(files)('messages: %s', (_, file, count) => {
  test.each(file.messages as Case[])('$what: $refuse', async (one) => {
    expect(await refusal(() => check(file, one))).toBe(one.refuse);
  });

  test('all are here', () => expect(file.messages.length).toBeGreaterThanOrEqual(count));
});

describe('messages', () => {

  const channel: Channel = { label: 'sg1/msg', agency: unb64(context.agency), case: bytes(epoch.case), keyId: bytes(epoch.ck_id[0]) };
  const head: Head = { id: b64(bytes('3e x 16')), epoch: 0, author: context.me, role: 'counsellor', author_seq: 1, prev_hash: b64(new Uint8Array(32)), kind: 'message' };
  const ck = bytes(epoch.ck[0]), signer = { kid: '', seed: b64(bytes(sg1.directory.seed)) };

  test('the bytes of the vector: AD, box, signature, hash', async () => {
    expect(hex(messageAd(channel, head))).toBe(entry.ad);
    const content = readJson(entry.json) as unknown as Content;
    expect(hex(await sealMessage(ck, 'sg1/msg', bytes(entry.ad), content, signer, bytes(entry.salt)))).toBe(entry.box);
    const opened = await openMessage(ck, bytes(entry.ad), bytes(entry.box));
    expect([fromUtf8(opened.json), hex(opened.sig)]).toEqual([entry.json, entry.sig]);
    expect(pad(concat(lp(opened.json), lp(opened.sig))).length).toBe(entry.padded);
    expect(hex(unb64(await messageHash(bytes(entry.ad), bytes(entry.box))))).toBe(entry.hash);
  });

  test('the AD of a note', () => {
    const of = { ...channel, label: 'sg1/note' as const, keyId: bytes(epoch.nk_id[0]) };
    expect(hex(messageAd(of, { ...head, id: b64(bytes('4e x 16')), kind: 'note' }))).toBe(note.ad);
    expect(hex(bytes(note.nk))).toBe(hex(bytes(epoch.nk[0])));
  });

  test('a field of the AD changed, and nothing opens', async () => {
    const others: Partial<Head>[] = [{ id: b64(bytes('3f x 16')) }, { epoch: 1 }, { author: context.seeker }, { role: 'lead' }, { author_seq: 2 }, { prev_hash: b64(bytes('01 x 32')) }, { kind: 'live' }];
    for (const other of others) expect(await refusal(() => openMessage(ck, messageAd(channel, { ...head, ...other }), bytes(entry.box)))).toBe('box');
    for (const other of [{ agency: bytes('aa x 16') }, { case: bytes('cb x 16') }, { keyId: bytes('01 x 16') }, { label: 'sg1/note' as const }]) {
      expect(await refusal(() => openMessage(ck, messageAd({ ...channel, ...other }, head), bytes(entry.box)))).toBe('box');
    }
  });

  test('inside a box there are two parts and no more', async () => {
    const context = bytes(entry.ad), json = utf8(entry.json);
    for (const plain of [json, lp(json), concat(lp(json), lp(json), lp(json)), concat(lp(json), utf8('\u0000\u0000\u0000\u0009')), utf8(''), concat(lp(json), lp(json), Uint8Array.of(0))]) {
      expect(await refusal(async () => openMessage(ck, context, await sealBox(ck, context, pad(plain))))).toBe('E5');
    }
  });

  test('a box beyond the limit is not opened, however good it is', async () => {
    const context = bytes(entry.ad), box = await sealBox(ck, context, pad(concat(lp(utf8(entry.json)), lp(new Uint8Array(200_000)))));
    expect(await refusal(() => openMessage(ck, context, box))).toBe('E5');
  });

  test('what is typed: 50 000 units, 150 000 bytes, no half characters', async () => {
    checkText('x'.repeat(mostUnits));
    checkText('€'.repeat(mostUnits));
    expect(utf8('€'.repeat(mostUnits)).length).toBe(150_000);
    for (const typed of ['x'.repeat(mostUnits + 1), 'half \ud800', '\udc00']) expect(await refusal(() => checkText(typed))).toBe('text');
  });

  test('all of AD reaches the hash', async () => {
    expect(await messageHash(ad('a'), utf8('box'))).not.toBe(await messageHash(ad('b'), utf8('box')));
  });
});
