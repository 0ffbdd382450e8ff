// Before each file of tests: what the questions behind the checks ask, and which of them were asked in which test.
import { afterEach, beforeEach, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext { kill: string }
  interface TaskMeta { refused?: string[] }
}
declare global { var kept: (id: string) => boolean; }

const gone = inject('kill');
let seen = new Set<string>();
let outside: string[] | undefined;

/** Whether a check is there. It is asked only where the check refuses something. */
globalThis.kept = (id) => {
  seen.add(id);
  return id !== gone;
};

beforeEach(() => {
  outside ??= [...seen]; // in the file itself, before any test
  seen = new Set(outside);
});
afterEach(({ task }) => { task.meta.refused = [...seen]; });
