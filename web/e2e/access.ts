// What axe cannot see (UX 5.3): whether the keyboard's place is visible and uncovered, whether a narrow or widely spaced page still fits,
// and whether something that looks pressable can be reached. planted.spec.ts shows that each of them finds its fault.
import type { Page } from '@playwright/test';

/** Bound of a walk; no screen has as many stops. */
const mostStops = 150;

type Stop = { end: true } | { end: false; faults: string[] };

/** Walks through the page with Tab: every stop needs a ring of at least 3:1, and nothing may lie over its middle (UX check 25). Answers the faults. */
export async function walk(page: Page): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(() => {
    const page = window as unknown as { stops: WeakSet<Element>; was: Element | null };
    Object.assign(page, { stops: new WeakSet<Element>(), was: document.activeElement });
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scrollTo(0, 0);
  });
  for (let i = 0; i < mostStops; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(lookAtFocus);
    if (stop.end) break;
    faults.push(...stop.faults);
  }
  await page.evaluate(() => {
    const { was } = window as unknown as { was: Element | null };
    if (was instanceof HTMLElement && was.isConnected) was.focus();
  });
  return faults;
}

/** Runs in the page. */
function lookAtFocus(): Stop {
  const at = document.activeElement, { stops } = window as unknown as { stops: WeakSet<Element> };
  if (!(at instanceof HTMLElement) || at === document.body || stops.has(at)) return { end: true };
  stops.add(at);
  const name = `${at.tagName.toLowerCase()}${at.id ? `#${at.id}` : ''} "${(at.getAttribute('aria-label') ?? at.innerText ?? '').trim().slice(0, 30)}"`;
  const faults: string[] = [];

  const canvas = document.createElement('canvas').getContext('2d')!;
  const rgba = (colour: string): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r = 0, g = 0, b = 0]: number[]): number => {
    const part = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (e: Element | null): number[] => {
    for (let up = e; up; up = up.parentElement) {
      const colour = rgba(getComputedStyle(up).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const ring = (e: Element): boolean => {
    const style = getComputedStyle(e);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return false;
    const [a, b] = [light(rgba(style.outlineColor)), light(ground(e.parentElement))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 3;
  };
  const carriers = [at, ...('labels' in at && at.labels instanceof NodeList ? [...at.labels] as Element[] : []), at.parentElement].filter((e): e is Element => e !== null);
  if (!carriers.some(ring)) faults.push(`no ring of 3:1 on ${name}`);

  const box = [...at.getClientRects()].find((r) => r.width > 0 && r.height > 0) ?? at.getBoundingClientRect();
  const [left, right, top, bottom] = [Math.max(0, box.left), Math.min(innerWidth, box.right), Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (left >= right || top >= bottom) faults.push(`not in view: ${name}`);
  else {
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const own = hit !== null && (at.contains(hit) || carriers.some((e) => e !== at.parentElement && e.contains(hit)));
    if (!own) faults.push(`covered by ${hit?.tagName.toLowerCase() ?? 'nothing'}.${hit?.className ?? ''}: ${name}`);
  }
  return { end: false, faults };
}

/** The text spacing that people may set (WCAG 1.4.12). */
const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }';

/** At 320 pixels, as it is and with wide text spacing: nothing scrolls sideways, no control is cut off (UX check 26). Leaves the spacing as it found it. */
export async function fits(page: Page): Promise<string[]> {
  const faults = (await page.evaluate(cutOff)).map((fault) => `320 px: ${fault}`);
  await page.evaluate((rules) => {
    const sheet = new CSSStyleSheet(); // the policy of the page allows no style element
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, spacing);
  faults.push(...(await page.evaluate(cutOff)).map((fault) => `spaced: ${fault}`));
  await page.evaluate(() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); });
  return faults;
}

/** Runs in the page. */
function cutOff(): string[] {
  const faults: string[] = [], root = document.scrollingElement!;
  if (root.scrollWidth > innerWidth) faults.push(`the page is ${root.scrollWidth} wide`);
  for (const e of document.querySelectorAll<HTMLElement>('button, a, label, summary, h1, h2, h3, select, [role=button], .badge, .table:not(.scrolls)')) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.width < 2 || box.height < 2 || style.visibility === 'hidden' || style.clipPath !== 'none') continue; // for readers only
    const name = `${e.tagName.toLowerCase()} "${e.innerText.trim().slice(0, 30)}"`;
    if (box.right > innerWidth + 1 && box.left < innerWidth) faults.push(`${name} ends at ${Math.round(box.right)}`);
    if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1) faults.push(`${name} is cut off`);
    if (style.overflowX === 'visible' && style.borderLeftStyle !== 'none' && e.scrollWidth > e.clientWidth + 1) faults.push(`${name} runs over its edge`);
    if (style.overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 2) faults.push(`${name} is cut off below`);
  }
  return faults;
}

/** What looks pressable must be a control; text boxes must take a paste; at most one polite status region speaks; direction and language are given. */
export const habits = (page: Page): Promise<string[]> => page.evaluate(() => {
  const faults: string[] = [];
  for (const e of document.querySelectorAll<HTMLElement>('body *')) {
    const own = getComputedStyle(e).cursor === 'pointer' && (e.parentElement === null || getComputedStyle(e.parentElement).cursor !== 'pointer');
    if (own && !e.closest('a[href], button, label, summary, select, input, [tabindex]')) faults.push(`looks pressable, is no control: ${e.tagName.toLowerCase()} "${e.innerText.slice(0, 30)}"`);
  }
  for (const box of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input[type=text], input[type=password], input:not([type])')) {
    if (!box.dispatchEvent(new ClipboardEvent('paste', { cancelable: true, bubbles: true }))) faults.push(`takes no paste: ${box.id}`);
  }
  for (const box of document.querySelectorAll('textarea, [translate=no]')) if (box.tagName === 'TEXTAREA' && box.getAttribute('dir') !== 'auto') faults.push(`no direction of its own: ${box.id}`);
  for (const message of document.querySelectorAll('[data-message]')) if (!message.closest('[dir=auto]') && !message.querySelector('[dir=auto]')) faults.push('a message without direction');
  if (!document.documentElement.lang) faults.push('no language');
  return faults;
});
