import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { unb64 } from '../bytes';
import { letter, newAgency, newId, newSeeker, openFromPool, place, Rows, signIn, write, type Somebody } from '../testing';
import { refusal } from '../vectors';

describe('the first letter', () => {
  const rows = new Rows();
  let lead: Somebody, seeker: Somebody;
  beforeAll(async () => {
    lead = await newAgency(rows);
    seeker = await newSeeker(rows);
  });
  afterEach(() => { vi.restoreAllMocks(); });

  test('the same input is the same enquiry; another text has another message id in the same case', async () => {
    const first = await seeker.ask('enquiry', letter), again = await seeker.ask('enquiry', { ...letter });
    expect(again).toEqual(first);
    const other = await seeker.ask('enquiry', { ...letter, text: 'Anders gesagt.' });
    expect([other.case, other.ck_id, other.grants]).toEqual([first.case, first.ck_id, first.grants]);
    expect(other.message.id).not.toBe(first.message.id);
    expect(first.grants.map(({ role }) => role)).toEqual(['intake', 'continuity']);
  });

  test('answers to the agency\'s questions come into the profile; too many or too long ones are refused as typed', async () => {
    const answers = [{ q: 'before', a: 'Ja, vor zwei Jahren.' }, { q: 'where', a: '' }], fresh = await newSeeker(rows), id = await write(rows, fresh, { ...letter, answers });
    expect((await openFromPool(rows, lead, id)).profile.answers).toEqual(answers);
    const first = await seeker.ask('enquiry', { ...letter, answers });
    expect(await seeker.ask('enquiry', { ...letter, answers })).toEqual(first);
    expect((await seeker.ask('enquiry', { ...letter, answers: [{ q: 'before', a: 'Nein.' }] })).message.id).not.toBe(first.message.id);
    const answer = { q: 'q', a: 'x'.repeat(1000) }; // three questions at most, and the earlier name
    expect(unb64((await seeker.ask('enquiry', { ...letter, answers: [answer, answer, answer, answer] })).profile.box).length).toBeLessThan(16 * 1024);
    for (const wrong of [[answer, answer, answer, answer, answer], [{ ...answer, a: 'x'.repeat(1001) }], [{ ...answer, q: 'x'.repeat(201) }], [{ ...answer, a: 'halb \ud800' }]]) {
      expect(await refusal(() => seeker.ask('enquiry', { ...letter, answers: wrong }))).toBe('text');
    }
  });

  test('a letter that was begun as a draft brings its ids; another draft is another case with another key', async () => {
    const begun = { case: newId(), message: newId() }, first = await seeker.ask('enquiry', { ...letter, begun });
    expect([first.case, first.message.id]).toEqual([begun.case, begun.message]);
    expect(await seeker.ask('enquiry', { ...letter, begun: { ...begun } })).toEqual(first);
    const corrected = await seeker.ask('enquiry', { ...letter, text: 'Doch anders.', begun });
    expect([corrected.case, corrected.message.id, corrected.ck_id]).toEqual([first.case, first.message.id, first.ck_id]);
    const other = await seeker.ask('enquiry', { ...letter, begun: { case: newId(), message: newId() } });
    expect([other.case === first.case, other.ck_id === first.ck_id]).toEqual([false, false]);
    expect(new Set([...first.grants, ...other.grants].map(({ id }) => id)).size).toBe(4);
    for (const wrong of [{ case: 'x', message: newId() }, { case: newId(), message: 'x' }]) expect(await refusal(() => seeker.ask('enquiry', { ...letter, begun: wrong }))).toBe('state');
  });

  test('the length tells little: short letters of any length are boxes of one size', async () => {
    const sizes = new Set<number>();
    for (const text of ['x', 'x'.repeat(100), letter.text]) sizes.add(unb64((await seeker.ask('enquiry', { ...letter, text })).message.box).length);
    expect([...sizes]).toEqual([512 + 82]);
  });

  test('empty, too long, half a character, in text or name: refused as typed', async () => {
    for (const text of ['', '  \n', 'x'.repeat(50_001), '€'.repeat(50_001), 'halb \udc00']) expect(await refusal(() => seeker.ask('enquiry', { ...letter, text }))).toBe('text');
    for (const name of ['x'.repeat(201), 'halb \ud800']) expect(await refusal(() => seeker.ask('enquiry', { ...letter, name }))).toBe('text');
  });

  test('an exception while sealing: nothing is returned, nothing kept, and the same letter goes out later', async () => {
    const fresh = await newSeeker(rows);
    vi.spyOn(crypto.subtle, 'encrypt').mockRejectedValueOnce(new Error(letter.text));
    await expect(fresh.ask('enquiry', letter)).rejects.toThrow(/^seal$/);
    vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce(() => { throw new Error(letter.text); });
    await expect(fresh.ask('enquiry', letter)).rejects.toThrow(/^seal$/);
    vi.restoreAllMocks();
    expect(await refusal(() => fresh.ask('enquirySent', { case: 'x' }))).toBe('state');
    expect((await fresh.ask('enquiry', letter)).vault.version).toBe(2);
  });

  /** The platform gives back one byte other than what was sealed, in texts from a length on. */
  function openWrongly(from: number, at: number, to = Infinity): void {
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...a) => {
      const bytes = new Uint8Array(await decrypt(...a));
      if (bytes.length >= from && bytes.length <= to) bytes[at]! ^= 1;
      return bytes.buffer;
    });
  }

  test('every sealed output is opened again and compared: user key, keyring, profile, message', async () => {
    const fresh = await newSeeker(rows), typed = { ...place, realm: 'seeker' as const, name: null, password: null, salt16: null, lang: 'de' };
    await fresh.ask('directory', { ...place, directory: rows.directory, f: null });
    for (const [from, at, to] of [[32, 10, 32], [512, 30, Infinity]] as const) {
      openWrongly(from, at, to);
      expect(await refusal(() => fresh.ask('register', typed))).toBe('seal');
      vi.restoreAllMocks();
    }
    openWrongly(1000, 16); // the profile is the only text of this size: one letter of the name
    expect(await refusal(() => fresh.ask('enquiry', letter))).toBe('seal');
    vi.restoreAllMocks();
    openWrongly(512, 60); // in the message: a letter of the text
    expect(await refusal(() => fresh.ask('enquiry', { ...letter, name: 'x'.repeat(60) }))).toBe('seal');
    vi.restoreAllMocks();
    expect((await fresh.ask('enquiry', letter)).message.author_seq).toBe(1);
  });

  test('what one person began in a worker is never sent by the next', async () => {
    const other = await newSeeker(rows), begun = await other.ask('enquiry', letter);
    await other.ask('directory', { ...place, directory: rows.directory, f: null });
    const { body } = await other.ask('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' });
    await other.ask('registered', { session: rows.add(body, 'active') });
    expect((await other.ask('enquiry', letter)).case).not.toBe(begun.case);
    expect(await refusal(() => other.ask('enquirySent', { case: begun.case }))).toBe('state');
  });

  test('staff write no enquiry, nor does anybody who is not signed in', async () => {
    expect(await refusal(() => lead.ask('enquiry', letter))).toBe('state');
    await seeker.ask('forget');
    expect(await refusal(() => seeker.ask('enquiry', letter))).toBe('state');
    seeker = await signIn(rows, 'seeker', seeker);
  });
});
