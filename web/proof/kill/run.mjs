// Runs tests without one check of the browser's side, again and again in one process. A line of JSON comes in, a line of JSON goes out:
// {"id":"D7.behind-the-pin","tests":[{"Where":"src/crypto/directory.test.ts","Name":"…"}]} → {"red":[{"Where":…,"Name":…}]}
// Name "*" is all tests of the file. {"id":""} runs all tests with all checks → {"red":[…],"tests":[{"Where","Name","Took","Refused":[ids]}]}
import { createInterface } from 'node:readline';
import { relative } from 'node:path';
import { createVitest } from 'vitest/node';

const root = new URL('../../', import.meta.url).pathname;
const vitest = await createVitest('test', { root, config: 'vitest.kill.config.ts', watch: true, reporters: [{}] }, { server: { watch: null }, logLevel: 'silent' });
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Vitest joins the names of groups and tests by a space when it matches them.
const fullName = (test) => {
  const names = [];
  for (let at = test; at && at.type !== 'module'; at = at.parent) names.unshift(at.name);
  return names.join(' ');
};

const run = async ({ id, tests }) => {
  vitest.provide('kill', id);
  const files = tests ? new Set(tests.map((test) => test.Where)) : null;
  const chosen = specifications.filter((one) => !files || files.has(relative(root, one.moduleId)));
  if (tests?.every((test) => test.Name !== '*')) vitest.setGlobalTestNamePattern(new RegExp(`^(${tests.map((test) => escaped(test.Name)).join('|')})$`));
  else vitest.resetGlobalTestNamePattern();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen, false);
  const red = [], all = [], now = new Set(chosen.map((one) => one.moduleId)); // Vitest also gives what ran before
  for (const module of testModules.filter(({ moduleId }) => now.has(moduleId))) {
    const Where = relative(root, module.moduleId);
    for (const test of module.children.allTests()) {
      const Name = fullName(test), { state } = test.result();
      if (state === 'failed') red.push({ Where, Name });
      if (!tests && state !== 'skipped') all.push({ Where, Name, Took: Math.round((test.diagnostic()?.duration ?? 0) * 1000), Refused: test.meta().refused ?? [] });
    }
    if (module.state() === 'failed' && !red.some((test) => test.Where === Where)) red.push({ Where, Name: '' });
  }
  if (unhandledErrors.length > 0 && red.length === 0) red.push({ Where: tests?.[0]?.Where ?? '', Name: tests?.[0]?.Name ?? '' });
  return { red, tests: all };
};

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
await vitest.close();
process.exit(0);
