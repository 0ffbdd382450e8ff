// Quick exit (UX 2.2): the same code on public pages and in the seeker's app. Everything here is synchronous and waits for no answer,
// because the server may hang. The desk never loads this file: neither the marker nor the channel may touch staff.
import { tabSecret } from './slot';

const marker = '__Host-siegel-bye=1';
const channelName = 'siegel-exit';
const pause = 5_000; // between two presses of Shift

/** What a page adds to the exit. */
export interface ExitHooks {
  /** Stops the key worker and forgets what the page holds in memory. Called after the screen is empty and the server has been told. */
  drop?: () => void;
  /** `app`: content may stand in the document, so leaving empties it and coming back loads it anew. `public`: only hidden, shown again without the marker. */
  page: 'app' | 'public';
}

// The sticky link of the frame (web/pages): data-target (neutral address), data-title, data-wait, data-shift-two, data-shift-one.
let link: HTMLAnchorElement | null = null; // the last one seen: views may draw it anew, and leaving removes it
let hooks: ExitHooks = { page: 'app' };
let channel: BroadcastChannel | null = null;
let leaving = false;

const frameLink = (): HTMLAnchorElement | null => (link = document.querySelector<HTMLAnchorElement>('a#exit') ?? link);

/** Where the exit leads. The app sets the agency's own target as soon as it knows it. Only https addresses are taken. */
export function exitTarget(address: string): void {
  const exit = frameLink();
  if (exit && address.startsWith('https://')) exit.dataset['target'] = address;
}

/** The exit itself, in the order of UX 2.2 no. 4. `told`: another tab has already told everybody. */
export function leave(told = false): void {
  if (leaving) return;
  leaving = true;
  frameLink();
  blank();
  document.title = link?.dataset['title'] ?? '';
  document.cookie = `${marker}; Path=/; Secure; SameSite=Strict; Max-Age=600`;
  if (!told) quietly(() => channel?.postMessage('exit'));
  quietly(() => navigator.sendBeacon('/exit'));
  quietly(() => sessionStorage.removeItem(tabSecret));
  quietly(() => hooks.drop?.());
  location.replace(link?.dataset['target'] ?? '/exit');
}

/** Installs link, keyboard, other tabs and the rules for coming back. Every `a[data-exit]` leaves, also those in dialogs made later. */
export function quickExit(h: ExitHooks): void {
  hooks = h;
  frameLink();
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a[data-exit]')) { event.preventDefault(); leave(); }
  }, { capture: true });
  watchShift();
  quietly(() => {
    channel = new BroadcastChannel(channelName);
    channel.onmessage = () => leave(true);
  });
  watchReturn();
}

/** Empties the document at once. The overlay is all that can be seen or read until the neutral page comes. */
function blank(): void {
  const overlay = document.createElement('p');
  overlay.className = 'cover';
  overlay.setAttribute('role', 'alert');
  overlay.textContent = link?.dataset['wait'] ?? '';
  document.body.replaceChildren(overlay);
}

/** Shift three times, each released alone. Any other key, or a press of the pointer, starts again. */
function watchShift(): void {
  let count = 0;
  let alone = false;
  let timer = 0;
  const reset = () => { count = 0; alone = false; clearTimeout(timer); say(''); };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Shift') reset();
    else if (!event.repeat) alone = true;
  }, { capture: true });
  addEventListener('pointerdown', reset, { capture: true });
  addEventListener('keyup', (event) => {
    if (event.key !== 'Shift' || !alone) return;
    alone = false;
    count += 1;
    clearTimeout(timer);
    timer = window.setTimeout(reset, pause);
    if (count === 1) say(frameLink()?.dataset['shiftTwo'] ?? '');
    if (count === 2) say(frameLink()?.dataset['shiftOne'] ?? '');
    if (count === 3) leave();
  }, { capture: true });
}

/** The frame's status line for the keyboard. */
function say(text: string): void {
  const status = document.getElementById('exit-status');
  if (status && status.textContent !== text) status.textContent = text;
}

/** The browser may keep the whole document for Back (UX 2.2 no. 8). */
function watchReturn(): void {
  addEventListener('pagehide', () => {
    if (hooks.page === 'app') document.body.replaceChildren(); else document.body.hidden = true;
  });
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    if (hooks.page === 'app' || leaving || document.cookie.includes(marker)) location.reload();
    else document.body.hidden = false;
  });
}

/** A browser that refuses one step (storage or channel switched off) must not keep the person here. */
function quietly(step: () => void): void {
  try { step(); } catch { /* the next step counts more */ }
}
