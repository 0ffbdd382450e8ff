// The whole story with real keys and no server: set-up, invite, letter, acceptance, answer, note.
import { beforeAll, describe, expect, test } from 'vitest';
import { letter, newAgency, newColleague, newSeeker, openFromPool, read, Rows, say, signIn, takeOver, write, type Somebody } from './testing';

describe('the letter', () => {
  const rows = new Rows();
  let lead: Somebody, ben: Somebody, seeker: Somebody, id: string;

  beforeAll(async () => {
    lead = await newAgency(rows);
    ben = await newColleague(rows, lead, 'Ben', ['counsellor', 'intake']);
    seeker = await newSeeker(rows);
    id = await write(rows, seeker);
  });

  test('is read in the pool, taken over, answered and read', async () => {
    const inPool = await openFromPool(rows, ben, id);
    expect(inPool.profile.name).toBe('Sonne');
    expect(inPool.messages.map(({ text, state }) => [text, state])).toEqual([[letter.text, 'open']]);
    await takeOver(rows, ben, id);
    await read(rows, ben, id);
    await say(rows, ben, id, 'Schön, dass Sie schreiben.');
    await say(rows, ben, id, 'Wirkt erschöpft.', 'note');
    const there = await read(rows, seeker, id);
    expect(there.messages.map(({ text, role, state }) => [text, role, state])).toEqual([
      [letter.text, 'seeker', 'open'], ['Schön, dass Sie schreiben.', 'counsellor', 'open'],
    ]);
    expect(there.notes).toEqual([]);
    await say(rows, seeker, id, 'Danke.');
    const back = await read(rows, ben, id);
    expect(back.messages.map(({ text }) => text)).toEqual([letter.text, 'Schön, dass Sie schreiben.', 'Danke.']);
    expect(back.notes.map(({ text }) => text)).toEqual(['Wirkt erschöpft.']);
  });

  test('is there again after a new sign-in with the return code', async () => {
    const again = await signIn(rows, 'seeker', seeker);
    expect((await read(rows, again, id)).messages.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    const desk = await signIn(rows, 'staff', ben);
    expect((await read(rows, desk, id)).notes.map(({ text }) => text)).toEqual(['Wirkt erschöpft.']);
  });
});
