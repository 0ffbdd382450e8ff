// The tap: what a page and its key worker draw, derive, import, seal and open is told to the test through the DevTools protocol, from outside:
// the wrappers are put around the browser's own functions before the first line of the shipped scripts runs.
import type { CDPSession, Page } from '@playwright/test';

/** `bytes` in base64. `key`: raw bytes that became a key for `how`. `bits`: what HKDF made of the key `of` with `info`. `here`: a realm that is tapped. `unseen`: a way to keys that the tap does not see. */
export interface Tapped { what: 'here' | 'unseen' | 'random' | 'key' | 'bits' | 'sealed' | 'opened'; bytes: string; how: string; of: string; info: string }

const binding = 'tapped';

/** Runs in the page and in the worker, once each. Knows nothing of Siegel. */
function wrap(name: string): void {
  const scope = globalThis as unknown as Record<string, unknown>, tell = scope[name] as ((text: string) => void) | undefined;
  if (!tell || typeof SubtleCrypto === 'undefined') return; // tapped already, or a worker whose script has not come yet
  delete scope[name];
  const text = (data: ArrayBuffer | ArrayBufferView | undefined): string => {
    if (!data) return '';
    const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
    let latin = '';
    for (let i = 0; i < view.length; i += 4096) latin += String.fromCharCode(...view.subarray(i, i + 4096));
    return btoa(latin);
  };
  const say = (what: string, bytes: string, how = '', of = '', info = '') => tell(JSON.stringify({ what, bytes, how, of, info }));
  const raw = new WeakMap<object, string>();
  const nameOf = (algorithm: unknown): string => (typeof algorithm === 'string' ? algorithm : (algorithm as { name: string }).name);
  const { subtle } = crypto, kind = SubtleCrypto.prototype as unknown as Record<string, (...given: never[]) => Promise<unknown>>;

  const draw = Crypto.prototype.getRandomValues;
  Crypto.prototype.getRandomValues = function getRandomValues<T extends ArrayBufferView | null>(this: Crypto, into: T): T {
    const filled = draw.call(this, into as never) as unknown as T;
    say('random', text(filled as never), 'random');
    return filled;
  };
  const around = (verb: string, act: (before: (...given: unknown[]) => Promise<unknown>, given: unknown[]) => Promise<unknown>) => {
    const before = kind[verb]!.bind(subtle) as unknown as (...given: unknown[]) => Promise<unknown>;
    kind[verb] = ((...given: unknown[]) => act(before, given)) as never;
  };
  around('importKey', async (before, given) => {
    const bytes = text(given[1] as ArrayBuffer), how = nameOf(given[2]); // copied before anybody can change it
    say('key', bytes, how);
    const key = await before(...given) as CryptoKey;
    raw.set(key, bytes);
    return key;
  });
  around('deriveBits', async (before, given) => {
    const algorithm = given[0] as { name: string; info?: Uint8Array }, made = await before(...given) as ArrayBuffer;
    say('bits', text(made), algorithm.name, raw.get(given[1] as object) ?? '', text(algorithm.info));
    return made;
  });
  around('encrypt', (before, given) => { say('sealed', text(given[2] as ArrayBuffer), nameOf(given[0]), raw.get(given[1] as object) ?? ''); return before(...given); });
  around('decrypt', async (before, given) => {
    const plain = await before(...given) as ArrayBuffer;
    say('opened', text(plain), nameOf(given[0]), raw.get(given[1] as object) ?? '');
    return plain;
  });
  // None of these is used; a key that came about in such a way would escape the tap, so the run would be void.
  for (const verb of ['generateKey', 'deriveKey', 'unwrapKey', 'wrapKey', 'exportKey']) around(verb, (before, given) => { say('unseen', '', verb); return before(...given); });
  say('here', '', self.location.href);
}

export const script = `(${wrap.toString()})(${JSON.stringify(binding)})`;

type Hear = (tapped: Tapped) => void;
interface Message { id?: number; method?: string; params?: { name?: string; payload?: string } }

/** Taps a page that has not been anywhere yet, and every worker that it will start. */
export async function tap(page: Page, hear: Hear): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const heard = (name: string | undefined, payload: string | undefined) => { if (name === binding) hear(JSON.parse(payload ?? '') as Tapped); };
  session.on('Runtime.bindingCalled', ({ name, payload }) => heard(name, payload));
  session.on('Target.attachedToTarget', ({ sessionId }) => tell(session, sessionId, attached));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { method, params } = JSON.parse(message) as Message;
    if (method === 'Runtime.bindingCalled') heard(params?.name, params?.payload);
    if (method === 'Debugger.paused') tell(session, sessionId, loaded);
    if (method === 'Inspector.workerScriptLoaded') tell(session, sessionId, running);
  });
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: binding });
  await session.send('Page.enable');
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: false });
}

type Steps = readonly (readonly [method: string, params: object])[];

/**
 * A worker waits for every debugger that has attached to it. At that moment either its script has come, or it does not know yet where it comes from and has no WebCrypto:
 * then it stops once more, before the first line of its script.
 */
const attached: Steps = [
  ['Runtime.enable', {}], ['Runtime.addBinding', { name: binding }], ['Debugger.enable', {}], ['Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptExecution' }],
  ['Runtime.evaluate', { expression: script }], ['Runtime.runIfWaitingForDebugger', {}],
];
/** Where that stop was missed, it waits for its first verb by now: early enough, and taint.missed() shows if it was not. */
const running: Steps = [['Runtime.evaluate', { expression: script }]];
const loaded: Steps = [['Runtime.evaluate', { expression: script }], ['Debugger.resume', {}], ['Debugger.disable', {}]];

/** They are carried out in the order in which they are sent. A worker that has ended meanwhile needs none of them. */
function tell(session: CDPSession, sessionId: string, steps: Steps): void {
  for (const [i, [method, params]] of steps.entries()) void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: i + 1, method, params }) }).catch(() => undefined);
}
