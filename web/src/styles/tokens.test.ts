// Reckons the table of contrasts (UX 8.3) again from tokens.css: text 4.5 : 1 at least, borders of controls and the focus ring 3 : 1.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The tokens of one block: `--name: #hex` or the fallback of `var(--agency-…, #hex)`. */
function colours(block: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, hex] of block.matchAll(/--([\w-]+):\s*(?:var\([\w-]+,\s*)?(#[0-9A-Fa-f]{6})/g)) found[name!] = hex!;
  return found;
}
const dark = /prefers-color-scheme: dark\)\s*\{\s*:root\s*\{([^}]*)\}/.exec(css)![1]!;
const themes = { light: colours(css.slice(0, css.indexOf('@media'))), dark: colours(dark) };

const channel = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi! + 0.05) / (lo! + 0.05);
}

const grounds = ['paper', 'surface', 'sunken'];
const onGrounds = (role: string, least: number) => grounds.map((ground): [string, string, number] => [role, ground, least]);
const pairs: [string, string, number][] = [
  ...['ink', 'ink-soft', 'accent', 'danger', 'warn', 'ok'].flatMap((role) => onGrounds(role, 4.5)),
  ...['line', 'focus'].flatMap((role) => onGrounds(role, 3)),
  ['on-accent', 'accent', 4.5], ['paper', 'ink', 4.5], ['paper', 'danger', 4.5],
  ...['danger', 'warn', 'ok'].flatMap((role): [string, string, number][] => [[role, `${role}-tint`, 4.5], ['ink', `${role}-tint`, 4.5]]),
  ['ink', 'note-tint', 4.5], ['ink-soft', 'note-tint', 4.5], ['warn', 'note-tint', 4.5],
];
// The numbers that UX 8.3 gives, so that a changed token is seen even where it is still legible.
const given: Record<keyof typeof themes, Record<string, number[]>> = {
  light: { ink: [15.2, 15.8, 13.9], 'ink-soft': [7.6, 7.9, 7.0], line: [4.4, 4.6, 4.0], accent: [7.1, 7.4, 6.5], danger: [7.1, 7.4, 6.5], warn: [7.8, 8.1, 7.1], ok: [7.1, 7.4, 6.5], focus: [6.9, 7.2, 6.3] },
  dark: { ink: [14.7, 13.3, 11.9], 'ink-soft': [9.5, 8.6, 7.7], line: [5.7, 5.2, 4.6], accent: [9.1, 8.3, 7.4], danger: [8.9, 8.0, 7.2], warn: [10.5, 9.5, 8.5], ok: [9.7, 8.8, 7.9], focus: [9.7, 8.8, 7.9] },
};

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const tokens = themes[theme];
  it.each(pairs)('%s on %s has at least %d : 1', (role, ground, least) => {
    expect(contrast(tokens[role]!, tokens[ground]!)).toBeGreaterThanOrEqual(least);
  });
  it.each(Object.entries(given[theme]))('%s has the contrasts of the table', (role, numbers) => {
    expect(grounds.map((ground) => Math.round(contrast(tokens[role]!, tokens[ground]!) * 10) / 10)).toEqual(numbers);
  });
});
