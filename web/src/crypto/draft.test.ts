import { describe, expect, test } from 'vitest';
import { b64, unb64 } from './bytes';
import { openDraft, sealDraft, type DraftPlace } from './draft';
import { bytes, load, refusal, sg1 } from './vectors';
import type { DraftKind, Sealed } from './wire';

const uk = bytes(sg1.uk.uk), { drafts } = load('draft.json');

interface Case { what: string; refuse: string | null; uid: string; case: string; kind: DraftKind; version: number; known: number; box: Sealed; json: string }

const placeOf = (one: Pick<Case, 'uid' | 'case' | 'kind'>): DraftPlace =>
  ({ owner: { origin: sg1.kdf.origin, agency: bytes(sg1.kdf.agency), uid: unb64(one.uid) }, case: unb64(one.case), kind: one.kind });

describe('draft.json', () => {
  test.each(drafts as Case[])('$what: $refuse', async (one) => {
    const attempt = () => openDraft(uk, placeOf(one), one, () => one.known);
    expect(await refusal(attempt)).toBe(one.refuse);
    if (one.refuse === null) expect(await attempt()).toEqual(JSON.parse(one.json));
  });

  test('all are here', () => expect(drafts.length).toBeGreaterThanOrEqual(20));
});

test('what is known is asked of the text that was inside', async () => {
  const one = (drafts as Case[])[0]!, asked: string[] = [];
  await openDraft(uk, placeOf(one), one, (message) => { asked.push(message); return 0; });
  expect(asked).toEqual([(JSON.parse(one.json) as { msg_id: string }).msg_id]);
});

test('a text that fills more than the box of a message is refused as typed', async () => {
  const place = placeOf(drafts[0]), of = (text: string) => ({ v: 1 as const, msg_id: b64(bytes('3e x 16')), text, lang: 'de', at: '2026-11-22T10:11:12Z' });
  expect(await refusal(() => sealDraft(uk, place, 1, of('\u0001'.repeat(32_000))))).toBeNull();
  expect(await refusal(() => sealDraft(uk, place, 1, of('\u0001'.repeat(33_000))))).toBe('text');
});
