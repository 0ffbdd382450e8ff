// The session's keeper saves through worker and server; here it stands for what a page holds of a text. That nothing reaches another case on the way is shown in e2e.
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

beforeAll(() => { vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' })); vi.stubGlobal('addEventListener', () => undefined); vi.stubGlobal('removeEventListener', () => undefined); });
const { asOutgoing, done, forgetTexts, letGo, putBackIntoBox, restore, unsavedTexts, writing } = await import('./writing');
const { forgetDrafts } = await import('../../session/draft');

afterEach(() => { forgetDrafts(); forgetTexts(); });

test('a text waits for its own case, and for no other', () => {
  writing('a', 'message', 'de').keeper.text.value = 'für A';
  expect(writing('a', 'message', 'de').keeper.text.value).toBe('für A');
  expect(writing('b', 'message', 'de').keeper.text.value).toBe('');
  expect(writing('a', 'note', 'de').keeper.text.value).toBe('');
});

test('the id stays until it is sent, so that sending twice is sending once', () => {
  const { id } = asOutgoing(writing('a', 'message', 'de')).attempt;
  expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(asOutgoing(writing('a', 'message', 'de')).attempt.id).toBe(id);
  done(writing('a', 'message', 'de'), '');
  expect(asOutgoing(writing('a', 'message', 'de')).attempt.id).not.toBe(id);
});

test('what is taken back comes before what was begun meanwhile', () => {
  const w = writing('a', 'message', 'de');
  putBackIntoBox(w, 'Zurückgeholt.', 'fr');
  expect([w.keeper.text.value, w.keeper.lang.value, w.open.value]).toEqual(['Zurückgeholt.', 'fr', true]);
  w.keeper.text.value = 'Neu begonnen.';
  putBackIntoBox(w, 'Zurückgeholt.', 'fr');
  expect(w.keeper.text.value).toBe('Zurückgeholt.\n\nNeu begonnen.');
});

test('a text that could not be saved comes back after the lock, in its own case', () => {
  writing('a', 'message', 'de').keeper.text.value = 'Nicht gespeichert.';
  writing('b', 'note', 'de');
  const rest = unsavedTexts();
  const { id } = writing('a', 'message', 'de').keeper;
  expect(rest).toEqual([{ case: 'a', kind: 'message', text: 'Nicht gespeichert.', lang: 'de', id, tried: null }]);
  forgetDrafts();
  forgetTexts();
  expect(writing('a', 'message', 'de').keeper.text.value).toBe('');
  restore(rest);
  expect(writing('a', 'message', 'de').keeper.text.value).toBe('Nicht gespeichert.');
});

test('a case that is given away leaves nothing here of what is saved; what could not be saved stays until the case is lost', () => {
  const w = writing('a', 'message', 'de'), note = writing('a', 'note', 'de'), other = writing('b', 'message', 'de');
  note.keeper.text.value = 'Nicht gespeichert.';
  letGo('a', false);
  expect(writing('a', 'message', 'de')).not.toBe(w);
  expect(writing('a', 'note', 'de')).toBe(note);
  letGo('a', true);
  expect(writing('a', 'note', 'de').keeper.text.value).toBe('');
  expect(writing('b', 'message', 'de')).toBe(other);
});
