// What an attack must end in: the person is told what happened and whom to call, the refusal is counted by one word, nothing sealed or typed goes out any more,
// nothing secret ever did.
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { finds } from '../../e2e/search';
import type { Attack, Check, Stage } from './attack';
import { pattern, type Proxy } from './proxy';
import { emergency, phone } from './world';

/** Every call that carries something sealed, signed or derived from what was typed. */
export const contentWrites = [
  'POST auth/login', 'POST auth/register', 'POST auth/recover', 'PUT auth/recover', 'POST me/proof', 'PUT me/**', 'DELETE me', 'PUT session/tabs/{}', 'POST enquiries', 'POST enquiries/{}/acceptance', 'POST enquiries/{}/acceptance/confirmation',
  'POST cases/{}/messages', 'POST cases/{}/notes', 'POST cases/{}/release', 'POST cases/{}/erasure', 'PUT cases/{}/profile', 'PUT cases/{}/self', 'PUT cases/{}/archive', 'PUT cases/{}/epoch', 'PUT cases/{}/release',
  'POST files', 'PUT files/**', 'POST archive/{}/opening', 'POST manifest', 'POST setup', 'POST invites',
];
const isContent = contentWrites.map(pattern);
const harmless = ['POST auth/login', 'PUT session/tabs/{}'];

const files = new Map<string, Record<string, string>>();

/** The words of the page for a key of the German catalogue, up to the first thing filled in. */
export function words(key: string): string {
  const [file = '', ...rest] = key.split('.');
  if (!files.has(file)) files.set(file, JSON.parse(readFileSync(new URL(`../../../locales/de/${file}.json`, import.meta.url), 'utf8')) as Record<string, string>);
  const found = files.get(file)?.[rest.join('.')]?.split('{')[0];
  if (!found) throw new Error(`no words ${key}`);
  return found;
}

/** Content that went out after the first bite, as `METHOD path` with ids left out. */
export function wentOut(proxy: Proxy, may: readonly string[] = []): string[] {
  return content(proxy, proxy.bitten ?? 0, may).map((call) => call.replace(/[\w-]{22,}/g, '{}'));
}

function content(proxy: Proxy, from: number, may: readonly string[]): string[] {
  const allowed = may.map(pattern);
  return proxy.received.slice(from).map((r) => `${r.method} ${r.path}`).filter((call) => isContent.some((w) => w.test(call)) && !allowed.some((w) => w.test(call)));
}

/** Whether anything that is stored has changed: by the browser after its first `from` calls, or by the operator. */
export const altered = (proxy: Proxy, from: number): boolean => proxy.own > 0 || content(proxy, from, harmless).length > 0;

/** Throws if any of `secrets` stands in what the browser has sent, in any spelling; answers how many bytes were searched. */
export function noTaint(proxy: Proxy, secrets: readonly string[]): number {
  const traffic = proxy.traffic();
  expect(finds('Siegel-Realm', traffic) ?? finds('siegel-realm', traffic), 'the search finds what must be there').not.toBeNull();
  for (const secret of secrets) expect(finds(secret, traffic), 'something typed or read has left the browser').toBeNull();
  return traffic.length;
}

/** The words that are counted, as the server knows them (spec/api.md, 8). */
const counted = ['A', 'D', 'E', 'F', 'G', 'O', 'P', 'box', 'seal', 'set-back', 'wrap'];

/** Checks without a word, and why. An attack that is aimed at none but these need not be counted. */
const uncounted: Partial<Record<Check, string>> = {
  policy: 'an agency that has signed another policy since the page looked causes it as well',
  invite: 'an invite that another lead has made, or that is past its day, causes it as well',
  strict: 'a way to break a check, and not one of its own',
  data: 'what the server says is no answer of ours at all: the session layer refuses its form before anything is checked, or nothing is to be refused',
  D9: 'a notice that stands quietly: nothing is refused', D10: 'only names what is compared',
};

/** What the browser has said of refused checks: nothing but a word each, and each once. Throws where it says anything else. */
export function alarms(proxy: Proxy): string[] {
  const calls = proxy.calls('POST alarms'), words = calls.map(({ body }) => (JSON.parse(body.toString()) as { check: string }).check);
  for (const [i, { url, headers, body }] of calls.entries()) {
    expect([url, body.toString()]).toEqual(['/api/1/alarms', `{"check":"${words[i]}"}`]);
    expect(headers, 'an alarm leads to nobody').not.toMatch(/^(cookie|authorization|referer|siegel-(?!realm$)[\w-]+)$/im);
    expect(headers, 'it is the same from everybody').toMatch(/^siegel-realm\nseeker$/im);
  }
  expect(words.filter((word) => !counted.includes(word)), 'words that are none of ours').toEqual([]);
  expect(words, 'each once').toEqual([...new Set(words)]);
  return words;
}

/** What the person is told of it is the same (session/words.ts): which of the checks of a letter, or of an account, says no first, is all one here. */
const kind = (word: string): string => (/^([EFGP]|box)$/.test(word) ? 'content' : /^(wrap|set-back)$/.test(word) ? 'account' : word);

/** What was refused is counted as what it is; where nothing is refused, nothing is said. */
export async function isCounted({ proxy }: Stage, { aimed, expected }: Attack): Promise<void> {
  const words = aimed.filter((check) => !(check in uncounted)).map((check) => kind(/\d$/.test(check) ? check.slice(0, 1) : check));
  if (expected.harmless || expected.uncounted) expect(alarms(proxy), 'nothing was refused').toEqual([]);
  else if (words.length) await expect.poll(() => alarms(proxy).filter((word) => words.includes(kind(word))), 'the refusal is counted').not.toEqual([]);
  else alarms(proxy);
}

/** A link that dials this number, seen on the page. */
const dial = (page: Page, number: string) => page.locator(`a[href="tel:${number.replace(/[^\d+]/g, '')}"]`).filter({ visible: true }).first();

export async function told({ page }: Stage, { expected }: Attack): Promise<void> {
  for (const key of expected.says) await expect(page.getByText(words(key)).filter({ visible: true }).first(), `"${words(key)}" stands there`).toBeVisible({ timeout: expected.patience ?? 10_000 });
  if (expected.call === false) return;
  await expect(dial(page, phone), 'whom to call').toBeVisible();
  await expect(dial(page, emergency), 'an emergency number').toBeVisible();
}
