// Prints the checks of the browser's side as JSON: one object a line of source that refuses something (docs/proof.md, Every check is tested).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const web = new URL('../../', import.meta.url);

// Where sealing, opening, signing in or sending is refused, and by what.
const folders = ['src/crypto', 'src/session'];
const refusals = new Set(['Refused', 'Malformed', 'Failed']);

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
const isRefusal = (node) => node.type === 'ThrowStatement' && node.argument.type === 'NewExpression' && refusals.has(node.argument.callee.name);
const named = (node) => node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : node.type === 'MemberExpression' ? named(node.property) : '';

// nameOf gives the name of a function where it is declared.
const nameOf = (node, above) => {
  const parent = above.at(-1);
  return node.id?.name ?? (parent?.type === 'VariableDeclarator' ? parent.id.name : parent?.type === 'MethodDefinition' || parent?.type === 'Property' ? parent.key.name : undefined);
};

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

// Where functions say yes or no about what came from outside. The reader of JSON asks what comes next, and refuses elsewhere.
const saysNo = (file) => /^src\/crypto\/\w+\.ts$/.test(file) && file !== 'src/crypto/json.ts';

// A function that says yes or no, beside what people do: what it returns is a check, and so is each side of &&.
const verdictOf = (node, above, file) => {
  const owner = above[above.findLastIndex(isFunction)];
  if (!owner || !saysNo(file) || !/^(Promise<)?boolean>?$/.test(typeText(owner.returnType?.typeAnnotation))) return null;
  const said = node.type === 'ReturnStatement' ? node.argument : node === owner && node.body.type !== 'BlockStatement' ? node.body : null;
  return said && said.type !== 'Literal' ? said : null;
};
const ownerOf = (node, above) => isFunction(node) ? node : above[above.findLastIndex(isFunction)];
const typeText = (type) => type?.type === 'TSBooleanKeyword' ? 'boolean' : type?.typeName?.name === 'Promise' ? `Promise<${typeText(type.typeArguments?.params[0])}>` : '';
const sides = (node) => node.type === 'LogicalExpression' && node.operator === '&&' ? [...sides(node.left), ...sides(node.right)] : [node];
const isNo = (node) => node.type === 'ReturnStatement' && node.argument?.type === 'Literal' && node.argument.value === false;

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
    if (!isRefusal(node) && !(isNo(node) && saysNo(file))) return;
    const block = above.at(-1).type === 'BlockStatement' ? above.at(-1) : node;
    const outer = above[above.indexOf(block) === -1 ? above.length - 1 : above.indexOf(block) - 1];
    const cuts = outer.type === 'IfStatement' && outer.consequent === block
      ? operands(outer.test).map((test) => cut(test, '((', ') && globalThis.kept(%q))'))
      : [isRefusal(node) ? cut(node, '{ if (globalThis.kept(%q)) { ', ' } }') : cut(node.argument, '(!globalThis.kept(%q) || ', ')')];
    add(node, says, isRefusal(node) ? `refuses ${node.argument.callee.name} ${node.argument.arguments[0]?.value ?? ''}` : 'says no', cuts);
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
