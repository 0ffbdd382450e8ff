// A browser with a profile of its own on the disk, tapped from its first page on.
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discard, temporary } from '../../e2e/process';
import { tap } from './tap';
import type { Taint } from './taint';

/** Looks like a header of somebody's; must be found in the traffic. */
export const canary = 'Fledermausgaube-1793';

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export interface Window {
  page: Page; context: BrowserContext;
  /** Profile and temporary files of the browser. */
  folder: string;
  close(): Promise<void>; kill(): Promise<void>; discard(): void;
}

/** The first process of the browser with this profile; those that it starts name their kind. */
function processOf(profile: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let line = '';
    try { line = readFileSync(`/proc/${pid}/cmdline`, 'latin1'); } catch { continue; }
    if (line.includes(`--user-data-dir=${profile}`) && !line.includes('--type=')) return Number(pid);
  }
  throw new Error('the browser is not running');
}

export async function open(taint: Taint, lang: string, phone: boolean): Promise<Window> {
  const folder = temporary(), profile = join(folder, 'profile'), tmp = join(folder, 'tmp');
  mkdirSync(tmp);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args, ignoreDefaultArgs: ['--disable-back-forward-cache'], env: { ...process.env as Record<string, string>, TMPDIR: tmp },
    viewport: phone ? { width: 360, height: 640 } : { width: 1280, height: 800 }, locale: lang === 'de' ? 'de-DE' : 'en-GB', timezoneId: 'Europe/Vienna', extraHTTPHeaders: { 'X-Canary': canary },
  });
  const page = context.pages()[0] ?? await context.newPage();
  context.setDefaultTimeout(30_000);
  await tap(page, taint.hear);
  return {
    page, context, folder,
    close: () => context.close(),
    kill: async () => {
      process.kill(processOf(profile), 'SIGKILL');
      await context.close().catch(() => undefined);
    },
    discard: () => discard(folder),
  };
}
