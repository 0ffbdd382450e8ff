import { afterEach, expect, test } from 'vitest';
import { asDraft, done, forgetTexts, unsent, writing } from './writing';

afterEach(forgetTexts);

test('a text waits for its own case, and for no other', () => {
  writing('a', 'message', 'de').text.value = 'für A';
  expect(writing('a', 'message', 'de').text.value).toBe('für A');
  expect(writing('b', 'message', 'de').text.value).toBe('');
  expect(writing('a', 'note', 'de').text.value).toBe('');
});

test('the id stays until it is sent, so that sending twice is sending once', () => {
  const first = asDraft(writing('a', 'message', 'de')).attempt.id;
  expect(first).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(asDraft(writing('a', 'message', 'de')).attempt.id).toBe(first);
  done(writing('a', 'message', 'de'));
  expect(asDraft(writing('a', 'message', 'de')).attempt.id).not.toBe(first);
});

test('leaving loses a text only if there is one', () => {
  expect(unsent()).toBe(false);
  writing('a', 'note', 'de').text.value = ' \n';
  expect(unsent()).toBe(false);
  writing('a', 'message', 'de').text.value = 'x';
  expect(unsent()).toBe(true);
});
