// Builds the browser side into web/dist: one file per entry point, named by its content, compressed beforehand, no time stamps.
// Same sources and same package-lock.json give the same bytes.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { dirname, join, relative } from 'node:path';
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

async function script(name, source, define = {}, alias = {}) {
  const entry = join(web, 'src', source);
  if (!existsSync(entry)) { console.error(`no ${source} yet`); return; }
  const out = await build({
    entryPoints: [entry], bundle: true, write: false, format: 'iife', target: ['chrome109', 'firefox115', 'safari16.4'], minify: true, legalComments: 'none',
    charset: 'utf8', jsx: 'automatic', jsxImportSource: 'preact', define: { 'process.env.NODE_ENV': '"production"', ...define }, alias, logLevel: 'warning', absWorkingDir: web, tsconfig: join(web, 'tsconfig.json'),
  });
  asset(name, out.outputFiles[0].contents);
}

const options = (define = {}) => ({
  bundle: true, write: false, format: 'iife', target: ['chrome109', 'firefox115', 'safari16.4'], minify: true, legalComments: 'none', charset: 'utf8', jsx: 'automatic', jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"', ...define }, logLevel: 'warning', absWorkingDir: web, tsconfig: join(web, 'tsconfig.json'),
});

/**
 * The script of an audience, and the one with what few people open. A browser lets no module in without its integrity, and modules cannot name that of each other;
 * so both are plain scripts, and the first one hands the modules that both need to the second (`globalThis.siegel`, in the order of their paths).
 */
async function inTwo(audience, second) {
  // Those that JSX is turned into stand in no import.
  const namesFrom = (source, path) => path === 'preact/jsx-runtime' ? ['Fragment', 'jsx', 'jsxs'] : [...source.matchAll(/^import \{ ([^}]*) \} from '([^']+)';/gm)].filter((m) => m[2] === path).flatMap((m) => m[1].split(', ').filter((name) => !name.startsWith('type ')));
  const inputs = new Set(Object.keys((await build({ ...options(defined(audience)), entryPoints: [join(web, 'src', `${audience}.ts`)], metafile: true })).metafile.inputs));
  const shared = new Map(), inner = (path) => relative(web, path).replaceAll('\\', '/');
  const handedOver = (order) => ({
    name: 'handed-over',
    setup(bundling) {
      bundling.onResolve({ filter: /.*/ }, async ({ path, kind, pluginData, resolveDir, importer, namespace }) => {
        if (pluginData === handedOver || kind === 'entry-point' || namespace === 'handed-over') return undefined;
        const found = await bundling.resolve(path, { kind, importer, resolveDir, pluginData: handedOver });
        if (found.errors.length || !inputs.has(inner(found.path))) return found;
        shared.set(inner(found.path), new Set([...shared.get(inner(found.path)) ?? [], ...namesFrom(readFileSync(importer, 'utf8'), path)]));
        return { path: `${inner(found.path)}.cjs`, namespace: 'handed-over' };
      });
      bundling.onLoad({ filter: /.*/, namespace: 'handed-over' }, ({ path }) => ({ contents: `module.exports = globalThis.siegel[${order.indexOf(path.slice(0, -4))}]`, loader: 'js' }));
    },
  });
  const bundled = (order, logLevel) => build({ ...options(defined(audience)), entryPoints: [join(web, 'src', `${second}.ts`)], plugins: [handedOver(order)], logLevel });
  await bundled([], 'silent'); // which they are
  const order = [...shared.keys()].sort();
  // Of a library only what the second script names, so that the rest of it is left out of the first.
  const handed = (file, i) => (file.startsWith('node_modules/') ? `import { ${[...shared.get(file)].sort().join(', ')} } from './${file}';\nconst m${i} = { ${[...shared.get(file)].sort().join(', ')} };` : `import * as m${i} from './${file}';`);
  const { path, integrity } = asset(`${second}.js`, (await bundled(order, 'warning')).outputFiles[0].contents);
  const contents = `${order.map(handed).join('\n')}\nglobalThis.siegel = [${order.map((_, i) => `m${i}`).join()}];\nimport './src/${audience}.ts';\n`;
  const define = { ...defined(audience), SECOND_URL: JSON.stringify(path), SECOND_INTEGRITY: JSON.stringify(integrity) };
  asset(`${audience}.js`, (await build({ ...options(define), stdin: { contents, resolveDir: web, sourcefile: 'handed-over.js', loader: 'js' } })).outputFiles[0].contents);
}

const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

/** The texts of some nouns that one folder has itself. */
function own(folder, nouns) {
  const texts = {};
  for (const noun of nouns) {
    const file = join(locales, folder, `${noun}.json`);
    if (existsSync(file)) for (const [key, text] of Object.entries(json(file))) texts[`${noun}.${key}`] = text;
  }
  return texts;
}

/**
 * The catalogues: every key of an audience's nouns (locales/audiences.json), in one language, with that language's calendar. An overlay
 * (locales/languages.json) lies on its language. Only texts that nobody has read yet say so. The desk is always formal, and has no overlays.
 * `apart` is fetched by both when somebody opens what few people open, `leads` by the desk with it.
 */
function catalogues() {
  const [languages, calendar] = [json(locales, 'languages.json'), json(locales, 'calendar.json')];
  for (const [audience, nouns] of Object.entries(json(locales, 'audiences.json'))) {
    for (const [name, { over, draft }] of Object.entries(languages).sort()) {
      if (over && (audience === 'desk' || audience === 'leads')) continue;
      const texts = { ...(over ? own(over, nouns) : {}), ...own(name, nouns) };
      if (!draft) delete texts['common.unread'];
      for (const [form, words] of Object.entries(calendar[over ?? name])) texts[`calendar.${form}`] = words;
      asset(`${audience}.${name}.json`, JSON.stringify(texts));
    }
  }
}

/** What age brings along and no file of ours can reach: kinds of keys that crypto/age.ts refuses. */
const absent = Object.fromEntries([['@noble/curves/nist.js', 'nist'], ['@noble/hashes/scrypt.js', 'scrypt']].map(([of, name]) => [of, join(web, 'src', 'crypto', 'absent', `${name}.ts`)]));
await script('worker.js', 'worker.ts', {}, absent);
await script('readerworker.js', 'readerworker.ts', {}, absent);
await script('deskworker.js', 'deskworker.ts', {}, { '@noble/curves/nist.js': absent['@noble/curves/nist.js'] }); // an export may be to a passphrase
await script('zipworker.js', 'zipworker.ts');
catalogues();
for (const file of existsSync(join(web, 'src', 'data')) ? readdirSync(join(web, 'src', 'data')).sort() : []) {
  if (file.endsWith('.json')) asset(file, JSON.stringify(JSON.parse(readFileSync(join(web, 'src', 'data', file), 'utf8'))));
}
/** Files of data that only the other audience asks for. */
const others = { seeker: /^(desk|leads)\./, desk: /^seeker\.|^apart\.\w+-/ }; // the desk has no overlays

/** What the script of one audience needs to know: where its files lie, without the other's catalogues. */
const defined = (audience) => ({
  WORKER_URL: JSON.stringify(manifest[audience === 'desk' ? 'deskworker.js' : 'worker.js']?.path ?? ''),
  READER_URL: JSON.stringify(audience === 'desk' ? '' : manifest['readerworker.js']?.path ?? ''),
  ZIP_URL: JSON.stringify(manifest['zipworker.js']?.path ?? ''), SECOND_URL: '""', SECOND_INTEGRITY: '""',
  ASSETS: JSON.stringify(Object.fromEntries(Object.entries(manifest).filter(([name]) => name.endsWith('.json') && !others[audience].test(name)).map(([name, a]) => [name, a.path]))),
});
await inTwo('seeker', 'second');
await inTwo('desk', 'leads');
await script('page.js', 'page.ts');
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
