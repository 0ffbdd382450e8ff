import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// The tests of the browser's cryptography on sources in which a question stands behind every check (../proof/kill). Nothing of it is in what we ship.
const overlay = process.env['KILL_OVERLAY'];
const { Replace: replace } = (overlay ? JSON.parse(readFileSync(overlay, 'utf8')) : { Replace: {} }) as { Replace: Record<string, string> };

export default defineConfig({
  plugins: [{ name: 'kill', enforce: 'pre', load: (id) => { const to = replace[id]; return to === undefined ? null : readFileSync(to, 'utf8'); } }],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    environment: 'node', include: ['src/{crypto,session,features}/**/*.test.ts'], exclude: ['src/crypto/source.test.ts'], setupFiles: ['proof/kill/setup.ts'],
    testTimeout: 80_000, hookTimeout: 80_000, pool: 'threads', maxWorkers: 2,
  },
});
