import { expect, test } from 'vitest';
import { siteLink, tokenOf } from './link';

const token = 'AbCdEfGhIjKlMnOpQrSt-_';
const behind = (fragment: string) => new URLSearchParams(fragment);

test('the token of a set-up link, and of an invite', () => {
  expect(tokenOf('setup', behind(`t=${token}`))).toBe(token);
  expect(tokenOf('join', behind(`i=${token}&f=0123456789ABCDEFGHJKMNPQRS`))).toBe(token);
});
test('a token of the other kind of link is none', () => {
  expect(tokenOf('setup', behind(`i=${token}`))).toBeNull();
  expect(tokenOf('join', behind(`t=${token}`))).toBeNull();
});
test.each(['', 't=', `t=${token}x`, `t=${token.slice(1)}`, 't=ÄÖÜ', `t=${token.slice(1)}+`])('no token in %j', (fragment) => expect(tokenOf('setup', behind(fragment))).toBeNull());
test('the link for the own site carries the fingerprint in the fragment only', () => {
  const link = new URL(siteLink('https://rat.example', 'kiz', '0123456789ABCDEFGHJKMNPQRS'));
  expect([link.pathname, link.search, link.hash]).toEqual(['/kiz', '', '#f=0123456789ABCDEFGHJKMNPQRS']);
});
