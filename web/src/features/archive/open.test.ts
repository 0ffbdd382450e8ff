// Opening a sealed case, from the page's side: a server that gives what was not asked for, or never enough, is not asked for ever. The worker's verbs are the test's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handleWith, type Handlers } from '../../crypto/handle';
import { newId } from '../../crypto/testing';
import type { Me, OpenArchive } from '../../crypto/verbs';
import { refusal } from '../../crypto/vectors';
import type { Message } from '../../crypto/wire';
import { me } from '../../session/account';
import { failure, page } from '../../session/testing';
import { open } from './archive';

const id = newId(), nothing: OpenArchive = { wanted: null, profile: null, messages: [], notes: [], names: {} };
let answers: Record<string, unknown>, asked: string[], looked: Message[][], wants: number;
const verbs: Partial<Handlers> = {
  prove: async () => ({ method: 'pw', auth: '' }), proved: async () => ({}),
  openArchive: async (_, { messages }) => { looked.push(messages); return { ...nothing, wanted: wants-- > 0 ? { seqs: [], records: [] } : null }; },
};
beforeEach(() => {
  [looked, wants] = [[], 0];
  answers = { 'auth/pre': { scheme: 'sg1', kdf: 2, salt16: '', work: null }, 'me/proof': { wrap: {} }, 'me/keyring': {}, [`archive/${id}/opening`]: { case: { id }, grant: {}, messages: [], notes: [], more: false } };
  asked = page(() => handleWith(verbs), answers);
  me.value = { uid: newId(), realm: 'staff', name: 'ilse' } as Me;
});
afterEach(() => { me.value = null; vi.unstubAllGlobals(); });

test('what the directory lacks is fetched as often as it takes, and no more often than any honest one needs', async () => {
  wants = 7;
  await open(id, 'x', 'request');
  expect(looked).toHaveLength(8);
  wants = Infinity;
  expect(await refusal(() => open(id, 'x', 'request'))).toBe('G6');
  expect(looked).toHaveLength(16);
  expect(asked.filter((call) => call === 'POST alarms')).toHaveLength(1);
});

test('another case than was asked for is not opened, and one without end is no case', async () => {
  const stretch = answers[`archive/${id}/opening`] as object;
  answers[`archive/${id}/opening`] = { ...stretch, case: { id: newId() } };
  expect(await refusal(() => open(id, 'x', 'request'))).toBe('G4');
  answers[`archive/${id}/opening`] = { ...stretch, messages: Array<object>(50_001).fill({ order: 1 }), more: true };
  expect(await failure(open(id, 'x', 'request'))).toEqual(['internal', 0]);
  expect(looked).toEqual([]);
});
