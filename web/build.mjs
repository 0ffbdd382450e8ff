// Builds the browser side into web/dist: one file per entry point, named by its content, compressed beforehand, no time stamps.
// Same sources and same package-lock.json give the same bytes.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, 'dist');
const locales = join(web, '..', 'locales');
for (const name of readdirSync(dist)) if (name !== '.gitkeep') rmSync(join(dist, name), { recursive: true });
mkdirSync(join(dist, 'assets'), { recursive: true });

const manifest = {};

/** Writes one asset under a name that holds its hash, with .gz and .br beside it. */
function asset(name, bytes) {
  const content = Buffer.from(bytes);
  const hash = createHash('sha256').update(content).digest();
  const dot = name.lastIndexOf('.');
  const file = `${name.slice(0, dot)}.${hash.toString('hex').slice(0, 12)}${name.slice(dot)}`;
  writeFileSync(join(dist, 'assets', file), content);
  writeFileSync(join(dist, 'assets', `${file}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(dist, 'assets', `${file}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`;
  manifest[name] = { path: `/assets/${file}`, integrity, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length };
  return manifest[name];
}

async function script(name, source, define = {}) {
  const entry = join(web, 'src', source);
  if (!existsSync(entry)) { console.error(`no ${source} yet`); return; }
  const out = await build({
    entryPoints: [entry], bundle: true, write: false, format: 'iife', target: ['chrome109', 'firefox115', 'safari16.4'], minify: true, legalComments: 'none',
    charset: 'utf8', jsx: 'automatic', jsxImportSource: 'preact', define: { 'process.env.NODE_ENV': '"production"', ...define }, logLevel: 'warning', absWorkingDir: web, tsconfig: join(web, 'tsconfig.json'),
  });
  asset(name, out.outputFiles[0].contents);
}

/** A catalogue: every key of the named nouns, in one language, and that language's calendar. The nouns stand in locales/audiences.json. */
function catalogues() {
  const audiences = JSON.parse(readFileSync(join(locales, 'audiences.json'), 'utf8'));
  const calendar = JSON.parse(readFileSync(join(locales, 'calendar.json'), 'utf8'));
  const languages = readdirSync(locales, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name).sort();
  for (const [audience, nouns] of Object.entries(audiences)) {
    for (const lang of languages) {
      const texts = Object.fromEntries(Object.entries(calendar[lang] ?? {}).map(([name, form]) => [`calendar.${name}`, form]));
      for (const noun of nouns) {
        const file = join(locales, lang, `${noun}.json`);
        if (!existsSync(file)) continue;
        for (const [key, text] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) texts[`${noun}.${key}`] = text;
      }
      asset(`${audience}.${lang}.json`, JSON.stringify(texts));
    }
  }
}

await script('worker.js', 'worker.ts');
catalogues();
for (const file of existsSync(join(web, 'src', 'data')) ? readdirSync(join(web, 'src', 'data')).sort() : []) {
  if (file.endsWith('.json')) asset(file, JSON.stringify(JSON.parse(readFileSync(join(web, 'src', 'data', file), 'utf8'))));
}
const known = JSON.stringify(Object.fromEntries(Object.entries(manifest).map(([name, a]) => [name, a.path])));
const define = { WORKER_URL: JSON.stringify(manifest['worker.js']?.path ?? ''), ASSETS: known };
await script('seeker.js', 'seeker.ts', define);
await script('desk.js', 'desk.ts', define);
await script('page.js', 'page.ts', define);
if (existsSync(join(web, 'src', 'styles', 'seeker.css'))) for (const sheet of ['seeker', 'desk']) {
  const out = await build({ entryPoints: [join(web, 'src', 'styles', `${sheet}.css`)], bundle: true, write: false, minify: true, target: ['chrome109', 'firefox115', 'safari16.4'], logLevel: 'warning', absWorkingDir: web });
  asset(`${sheet}.css`, out.outputFiles[0].contents);
}
// The demo world is sealed by the same code, run by Node (siegel demo).
if (existsSync(join(web, 'src', 'demo', 'world.ts'))) {
  const out = await build({ entryPoints: [join(web, 'src', 'demo', 'world.ts')], bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', minify: false, legalComments: 'none', charset: 'utf8', absWorkingDir: web });
  writeFileSync(join(dist, 'demo.mjs'), out.outputFiles[0].contents);
}
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
for (const [name, a] of Object.entries(manifest)) if (!name.endsWith('.json')) console.log(`${name.padEnd(12)} ${String(a.bytes).padStart(7)} bytes ${String(a.gzip).padStart(7)} gzip`);
