// Prints the checks of the browser's side as JSON: one object a line of source that refuses something (docs/proof.md, Every check is tested).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const web = new URL('../../', import.meta.url);

// Where sealing, opening, signing in, sending, or what somebody picked is refused, and by what. Screens refuse nothing (src/crypto/source.test.ts).
const folders = ['src/crypto', 'src/session', 'src/features'];
const refusals = new Set(['Refused', 'Malformed', 'Failed', 'Unfit', 'Absurd', 'TypeError']);

const files = folders.flatMap((folder) => readdirSync(new URL(folder, web), { recursive: true })
  .map((name) => join(folder, name)).filter((name) => name.endsWith('.ts') && !/(\.test|\/testing|\/vectors)\.ts$/.test(name))).sort();

const sources = files.map((file) => {
  const text = readFileSync(new URL(file, web), 'utf8');
  return { file, text, tree: parseSync(file, text).program };
});

// each calls visit for every node with those above it, the nearest last.
const each = (node, visit, above = []) => {
  visit(node, above);
  const inner = [...above, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === 'string') each(child, visit, inner);
  }
};

const isFunction = (node) => /Function/.test(node.type) && node.body;
const isMade = (node) => node?.type === 'NewExpression' && refusals.has(node.callee.name);
const waited = (node) => node?.type === 'AwaitExpression' ? node.argument : node;

/** What a statement refuses with: what it throws, new or as a function of ours makes it, or the promise that it gives back and that never comes true. */
const refusedWith = (node) => {
  if (node.type === 'ThrowStatement') {
    const thrown = waited(node.argument);
    return isMade(thrown) || (thrown.type === 'CallExpression' && makers.has(named(thrown.callee))) ? thrown : null;
  }
  const given = node.type === 'ReturnStatement' && node.argument?.type === 'CallExpression' && node.argument.callee.property?.name === 'reject' ? node.argument.arguments[0] : null;
  return isMade(given) ? given : null;
};
const isRefusal = (node) => refusedWith(node) !== null;
const named = (node) => node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : node.type === 'MemberExpression' ? named(node.property) : '';

// nameOf gives the name of a function where it is declared.
const nameOf = (node, above) => {
  const parent = above.at(-1);
  return node.id?.name ?? (parent?.type === 'VariableDeclarator' ? parent.id.name : parent?.type === 'MethodDefinition' || parent?.type === 'Property' ? parent.key.name : undefined);
};

// What a type is called; of a promise with what it promises.
const typeText = (type) => type?.type === 'TSBooleanKeyword' ? 'boolean' : type?.typeName?.name === 'Promise' ? `Promise<${typeText(type.typeArguments?.params[0])}>` : type?.typeName?.name ?? '';

// Functions that make a refusal for others to throw.
const makers = new Set();
for (const { tree } of sources) {
  each(tree, (node, above) => { if (isFunction(node) && refusals.has(typeText(node.returnType?.typeAnnotation).replace(/^Promise<(.*)>$/, '$1'))) makers.add(nameOf(node, above)); });
}

// Functions that refuse by themselves and give no value: whoever calls one as a statement does it for the refusal.
const checking = new Set();
for (const { tree } of sources) {
  each(tree, (node, above) => {
    if (!isRefusal(node)) return;
    const at = above.findLastIndex(isFunction);
    const type = above[at]?.returnType?.typeAnnotation;
    if (type && /Void/.test(JSON.stringify(type))) checking.add(nameOf(above[at], above.slice(0, at)));
  });
}

// operands gives each side of ||.
const operands = (node) => node.type === 'LogicalExpression' && node.operator === '||' ? [...operands(node.left), ...operands(node.right)]
  : node.type === 'ParenthesizedExpression' ? operands(node.expression) : [node];

// Where functions say yes or no about what came from outside. The reader of JSON asks what comes next, and refuses elsewhere; the page's side of the worker judges nothing.
const none = ['src/crypto/json.ts', 'src/crypto/client.ts'];
const judges = ['src/crypto/verbs/erasure.ts', 'src/crypto/verbs/policy.ts', 'src/session/agency.ts', 'src/session/zip.ts'];
const saysNo = (file) => (/^src\/(crypto|features\/files)\/\w+\.ts$/.test(file) && !none.includes(file)) || judges.includes(file);

// Readers that give null for what they do not understand.
const givesNull = (file) => file === 'src/features/files/jpeg.ts';

// A function that says yes or no, beside what people do: what it returns is a check, and so is each side of &&.
const verdictOf = (node, above, file) => {
  const owner = above[above.findLastIndex(isFunction)];
  if (!owner || !saysNo(file) || !/^(Promise<)?boolean>?$/.test(typeText(owner.returnType?.typeAnnotation))) return null;
  const said = node.type === 'ReturnStatement' ? node.argument : node === owner && node.body.type !== 'BlockStatement' ? node.body : null;
  return said && said.type !== 'Literal' ? said : null;
};
const ownerOf = (node, above) => isFunction(node) ? node : above[above.findLastIndex(isFunction)];
const sides = (node) => node.type === 'LogicalExpression' && node.operator === '&&' ? [...sides(node.left), ...sides(node.right)] : [node];
const isNo = (node, file) => node.type === 'ReturnStatement' && node.argument?.type === 'Literal' && ((saysNo(file) && node.argument.value === false) || (givesNull(file) && node.argument.raw === 'null'));

// A rule that names what is wrong with what was typed; null is nothing.
const namesFault = (owner, text) => owner?.returnType && /\w+Fault \| null$/.test(text.slice(owner.returnType.start, owner.returnType.end));
const isFault = (node) => node?.type === 'Literal' && typeof node.value === 'string';

// Bytes, not UTF-16 units, are what the program that cuts counts in.
const cutsOf = (text) => (node, before, after) => ({
  From: Buffer.byteLength(text.slice(0, node.start)), To: Buffer.byteLength(text.slice(0, node.end)), Before: before, After: after,
});

const places = [];
for (const { file, text, tree } of sources) {
  const cut = cutsOf(text);
  const lineOf = (node) => text.slice(0, node.start).split('\n').length;
  const found = new Map();
  const add = (node, says, why, cuts) => {
    const line = lineOf(node);
    const place = found.get(line) ?? { File: `web/${file}`, Line: line, Says: says, Why: why, Cuts: [] };
    place.Cuts.push(...cuts.filter((one) => !place.Cuts.some((other) => one.From < other.To && other.From < one.To)));
    found.set(line, place);
  };
  each(tree, (node, above) => {
    const owner = above[above.findLastIndex(isFunction)];
    const says = (owner && nameOf(owner, above.slice(0, above.indexOf(owner)))) ?? '';
    if (node.type === 'ExpressionStatement') {
      const call = node.expression.type === 'AwaitExpression' ? node.expression.argument : node.expression;
      if (call.type === 'CallExpression' && checking.has(named(call.callee))) add(node, says, `asks ${named(call.callee)}`, [cut(node, '{ if (globalThis.kept(%q)) { ', ' } }')]);
    }
    const verdict = verdictOf(node, isFunction(node) ? [...above, node] : above, file);
    if (verdict) add(verdict, says || nameOf(node, above), 'says no', sides(verdict).map((side) => cut(side, ownerOf(node, above).async ? '((await (' : '(((', ')) || !globalThis.kept(%q))')));
    const faulty = node.type === 'ReturnStatement' && namesFault(owner, text);
    if (faulty && node.argument.type === 'ConditionalExpression' && isFault(node.argument.consequent)) add(node, says, 'says what is wrong', [cut(node.argument.test, '((', ') && globalThis.kept(%q))')]);
    if (!isRefusal(node) && !isNo(node, file) && !(faulty && isFault(node.argument))) return;
    const block = above.at(-1).type === 'BlockStatement' ? above.at(-1) : node;
    const outer = above[above.indexOf(block) === -1 ? above.length - 1 : above.indexOf(block) - 1];
    const cuts = outer.type === 'IfStatement' && outer.consequent === block
      ? operands(outer.test).map((test) => cut(test, '((', ') && globalThis.kept(%q))'))
      : [isRefusal(node) ? cut(node, '{ if (globalThis.kept(%q)) { ', ' } }') : cut(node.argument, '(!globalThis.kept(%q) || ', ')')];
    const refusal = refusedWith(node);
    add(node, says, refusal ? `refuses ${named(refusal.callee)} ${refusal.arguments[0]?.value ?? ''}` : 'says no', cuts);
  });
  text.split('\n').forEach((line, i) => {
    const id = /\/\/ kill: (.*)$/.exec(line)?.[1].trim();
    if (id === undefined) return;
    const place = found.get(i + 1) ?? { File: `web/${file}`, Line: i + 1, Says: 'the comment', Why: '', Cuts: [] };
    found.set(i + 1, { ...place, ID: id });
  });
  places.push(...[...found.values()].sort((a, b) => a.Line - b.Line));
}
process.stdout.write(JSON.stringify(places));
