// Drafts against a server that mixes them up or brings back old ones.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { unb64 } from '../bytes';
import { newAgency, newId, newSeeker, Rows, signIn, type Somebody } from '../testing';
import type { Argument } from '../verbs';
import { refusal } from '../vectors';

const rows = new Rows();
let lead: Somebody, seeker: Somebody;
beforeAll(async () => {
  lead = await newAgency(rows);
  seeker = await newSeeker(rows);
});

type Asked = Argument<'sealDraft'>;
const draft = (more: Partial<Asked> = {}): Asked => ({ case: newId(), kind: 'message', version: 1, id: newId(), text: 'Noch nicht fertig', lang: 'de', ...more });

/** Sealed, as the server would give it back. */
const stored = async (who: Somebody, a: Asked) => ({ case: a.case, kind: a.kind, version: a.version, ...await who.ask('sealDraft', a) });

describe('a draft', () => {
  test('comes back as it was, in another session too, before its case exists', async () => {
    const a = draft({ text: 'Halber Satz … 🦁 مرحبا' }), kept = await stored(seeker, a), before = Date.now() - 1000;
    for (const who of [seeker, await signIn(rows, 'seeker', seeker)]) {
      const { at, ...opened } = await who.ask('openDraft', kept);
      expect(opened).toEqual({ id: a.id, text: a.text, lang: 'de' });
      expect(at).toBeGreaterThan(before - 1000);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  });

  test('any text comes back, empty ones too; short ones look alike from outside', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constantFrom('message' as const, 'earlier' as const), async (text, kind) => {
      const kept = await stored(seeker, draft({ text, kind }));
      expect((await seeker.ask('openDraft', kept)).text).toBe(text);
    }), { numRuns: 50 });
    const sizes = new Set<number>();
    for (const text of ['', 'x', 'x'.repeat(200)]) sizes.add(unb64((await stored(seeker, draft({ text }))).box).length);
    expect([...sizes]).toEqual([512 + 82]);
  });

  test('of another case, kind, version or person opens nothing', async () => {
    const a = draft(), kept = await stored(seeker, a), other = await newSeeker(rows), note = await stored(lead, draft({ kind: 'note' }));
    for (const wrong of [{ case: newId() }, { kind: 'earlier' as const }, { version: 2 }]) expect(await refusal(() => seeker.ask('openDraft', { ...kept, ...wrong }))).toBe('box');
    expect(await refusal(() => other.ask('openDraft', kept))).toBe('box');
    expect(await refusal(() => lead.ask('openDraft', kept))).toBe('box');
    expect(await refusal(() => lead.ask('openDraft', { ...note, kind: 'message' }))).toBe('box');
    expect((await lead.ask('openDraft', note)).text).toBe('Noch nicht fertig');
  });

  test('an older version than was seen is refused; the next text of the same case begins anew', async () => {
    const a = draft(), kept: Awaited<ReturnType<typeof stored>>[] = [];
    for (const version of [1, 2, 3]) kept.push(await stored(seeker, { ...a, version, text: `Fassung ${version}` }));
    expect(await refusal(() => seeker.ask('openDraft', kept[0]!))).toBe('set-back');
    // Version 3 was made, but may never have come to be stored; 2 was, or 3 could not follow on it.
    expect((await seeker.ask('openDraft', kept[1]!)).text).toBe('Fassung 2');
    expect(await refusal(() => seeker.ask('openDraft', kept[0]!))).toBe('set-back');
    expect((await seeker.ask('openDraft', kept[2]!)).text).toBe('Fassung 3');
    expect(await refusal(() => seeker.ask('openDraft', kept[1]!))).toBe('set-back');
    expect((await seeker.ask('openDraft', kept[2]!)).text).toBe('Fassung 3');
    const next = await stored(seeker, { ...a, version: 1, id: newId(), text: 'Ein neuer Brief' });
    expect((await seeker.ask('openDraft', next)).text).toBe('Ein neuer Brief');
  });

  test('kinds and cases count apart', async () => {
    const a = draft({ version: 5 });
    await seeker.ask('openDraft', await stored(seeker, a));
    for (const other of [{ ...a, version: 1, kind: 'earlier' as const }, { ...a, version: 1, case: newId() }]) {
      expect(await refusal(async () => seeker.ask('openDraft', await stored(seeker, other)))).toBeNull();
    }
  });

  test('what was seen is known on after the password was asked again', async () => {
    const a = draft(), one = await stored(seeker, a), two = await stored(seeker, { ...a, version: 2 });
    await seeker.ask('openDraft', two);
    await seeker.ask('codeLogin', { origin: 'https://beratung.example', agency: rows.directory.agency, realm: 'seeker', code: seeker.code });
    await seeker.ask('signedIn', { origin: 'https://beratung.example', agency: rows.directory.agency, session: rows.session(seeker.uid, 'rc') });
    expect(await refusal(() => seeker.ask('openDraft', one))).toBe('set-back');
  });

  test('what no message could hold is refused as typed; what is no id, no number, too', async () => {
    for (const text of ['x'.repeat(50_001), '€'.repeat(50_001), 'halb \ud800']) expect(await refusal(() => seeker.ask('sealDraft', draft({ text })))).toBe('text');
    for (const wrong of [{ case: 'x' }, { id: 'x' }, { version: -1 }, { version: 0.5 }, { version: 1.5 }, { version: 0 }]) {
      expect(await refusal(() => seeker.ask('sealDraft', draft(wrong))), JSON.stringify(wrong)).toBe('state');
    }
  });

  test('a seeker has no drafts of notes; nobody has one before signing in', async () => {
    expect(await refusal(() => seeker.ask('sealDraft', draft({ kind: 'note' })))).toBe('state');
    const kept = await stored(lead, draft({ kind: 'note' }));
    expect(await refusal(() => seeker.ask('openDraft', kept))).toBe('state');
    const gone = await newSeeker(rows);
    await gone.ask('forget');
    expect(await refusal(() => gone.ask('sealDraft', draft()))).toBe('state');
  });
});
