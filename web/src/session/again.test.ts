import { expect, test } from 'vitest';
import { asking, signedIn } from './again';
import { Failed } from './api';

const out = () => new Failed('signed_out', 401, null);

/** An action whose session is gone the first time. */
function gone() {
  let tries = 0;
  return { act: async () => { if (++tries === 1) throw out(); return tries; }, tries: () => tries };
}
const asked = async () => { while (!asking.value) await Promise.resolve(); return asking.value; };

test('without a session the person is asked, and the same action goes on', async () => {
  const one = gone();
  const end = signedIn(one.act);
  (await asked())(true);
  expect(await end).toBe(2);
  expect(asking.value).toBeNull();
});

test('several actions wait for one dialog', async () => {
  const [one, two] = [gone(), gone()];
  const ends = Promise.all([signedIn(one.act), signedIn(two.act)]);
  (await asked())(true);
  expect(await ends).toEqual([2, 2]);
});

test('who declines gets the first failure, and nothing is tried again', async () => {
  const one = gone();
  const end = signedIn(one.act).catch((error: unknown) => error);
  (await asked())(false);
  expect(await end).toMatchObject({ code: 'signed_out' });
  expect(one.tries()).toBe(1);
});

test('every other failure is passed on without asking', async () => {
  await expect(signedIn(async () => { throw new Failed('offline', 0, null); })).rejects.toMatchObject({ code: 'offline' });
  expect(asking.value).toBeNull();
});
