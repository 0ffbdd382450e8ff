import { defineConfig } from '@playwright/test';

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

// The back/forward cache stays on: without it the leaks that the quick exit prevents cannot be seen.
export default defineConfig<{ database: 'sqlite' | 'postgres' }>({
  testDir: 'e2e',
  testMatch: /\.spec\.ts$/, // .test.ts is Vitest's
  workers: 2, // each file has servers of its own
  retries: 1, // machines here are noisy; what passes only the second time is printed as flaky, and is a defect to be found (CONTRIBUTING.md)
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    viewport: { width: 360, height: 640 },
    locale: 'de-DE',
    timezoneId: 'Europe/Vienna',
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false }, // what was sent and answered; pictures of every step cost a seventh of the time
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
  },
  projects: [
    { name: 'proof', testDir: 'proof', use: { database: 'sqlite' } }, // first: one of its files takes longer than any other
    { name: 'sqlite', use: { database: 'sqlite' } },
    { name: 'postgres', use: { database: 'postgres' }, testMatch: /story\.spec|race\.spec/ },
    { name: 'proof-postgres', testDir: 'proof', use: { database: 'postgres' }, testMatch: /taint\/.*\.spec/ },
  ],
});
