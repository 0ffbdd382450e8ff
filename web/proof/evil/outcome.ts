// What an attack must end in: the person is told what happened and whom to call, nothing sealed or typed goes out any more, nothing secret ever did.
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { finds } from '../../e2e/search';
import type { Attack, Stage } from './attack';
import { pattern, type Proxy } from './proxy';
import { emergency, phone } from './world';

/** Every call that carries something sealed, signed or derived from what was typed. */
export const contentWrites = [
  'POST auth/login', 'POST auth/register', 'POST auth/recover', 'PUT auth/recover', 'POST me/proof', 'PUT me/**', 'DELETE me', 'PUT session/tabs/{}', 'POST enquiries', 'POST enquiries/{}/acceptance', 'POST enquiries/{}/acceptance/confirmation',
  'POST cases/{}/messages', 'POST cases/{}/notes', 'POST cases/{}/release', 'POST cases/{}/erasure', 'PUT cases/{}/profile', 'PUT cases/{}/self', 'PUT cases/{}/archive',
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

/** A link that dials this number, seen on the page. */
const dial = (page: Page, number: string) => page.locator(`a[href="tel:${number.replace(/[^\d+]/g, '')}"]`).filter({ visible: true }).first();

export async function told({ page }: Stage, { expected }: Attack): Promise<void> {
  for (const key of expected.says) await expect(page.getByText(words(key)).filter({ visible: true }).first(), `"${words(key)}" stands there`).toBeVisible({ timeout: expected.patience ?? 10_000 });
  if (expected.call === false) return;
  await expect(dial(page, phone), 'whom to call').toBeVisible();
  await expect(dial(page, emergency), 'an emergency number').toBeVisible();
}
