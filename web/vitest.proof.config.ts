import { defineConfig } from 'vitest/config';

// Proofs that need the built binary but no browser: the model of who can read what, the parsers of both languages side by side.
export default defineConfig({
  test: { environment: 'node', include: ['proof/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 120_000, fileParallelism: false, passWithNoTests: true },
});
