// The malicious server: it stands between browser and server, sees everything, and says what it likes. Rules are tried in the order in which they were set.
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What the browser asked. `path`: below /api/1/ without its query, or the whole path with its leading slash. */
export interface Asked { method: string; path: string; url: string; headers: string; body: Buffer }
export interface Answer { status: number; headers: Record<string, string | string[]>; body: Buffer }
/** An answer is made from the real one, or without it. 'hang': none ever comes; 'cut': the line breaks; a function writes whatever it wants. */
export type Act = (asked: Asked, real: () => Promise<Answer>) => Promise<Answer | 'hang' | 'cut' | ((out: ServerResponse) => void)> | Answer | 'hang' | 'cut';
export interface Exchange { asked: Asked; answer: Answer | null }

interface Rule { on: RegExp; act: Act; }

/** `GET cases/{}/messages`: `{}` is one part of a path, `**` anything. */
export function pattern(on: string): RegExp {
  const parts = on.split(/(\{\}|\*\*)/).map((part) => (part === '{}' ? '[^/]+' : part === '**' ? '.*' : part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`);
}

const named = (asked: Asked): string => `${asked.method} ${asked.path}`;
export const json = <T>(of: { body: Buffer }): T => JSON.parse(of.body.toString()) as T;
const same = (a: Answer, b: Answer): boolean => a.status === b.status && a.body.equals(b.body) && JSON.stringify(a.headers) === JSON.stringify(b.headers);

export class Proxy {
  /** Of the browser alone, in order, from `begin` on. The operator's own calls (from Node) are not among them, and no rule touches them. */
  received: Asked[] = [];
  exchanges: Exchange[] = [];
  /** `received.length` when a rule changed an answer for the first time; null: nothing has been changed yet. */
  bitten: number | null = null;
  bites = 0;
  /** Writes of the operator's own accounts since `begin`. */
  own = 0;
  private rules: Rule[] = [];
  private place = 0;
  private readonly hanging = new Set<ServerResponse>();
  private constructor(private readonly server: Server, readonly origin: string, private readonly target: number) {}

  static async start(port: number, target: number): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, `http://127.0.0.1:${port}`, target);
    server.on('request', (req, res) => { proxy.pass(req, res).catch(() => { res.destroy(); }); });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** A new scene: nothing recorded, no rule. */
  begin(): void {
    this.received = [];
    this.exchanges = [];
    this.rules = [];
    this.bitten = null;
    this.bites = 0;
    this.own = 0;
    for (const res of this.hanging) res.destroy();
    this.hanging.clear();
  }

  on(what: string, act: Act): void { this.rules.push({ on: pattern(what), act }); }

  /** Changes the JSON of a good answer. What `change` gives back is sent; undefined: the answer as it was (`change` may have altered it in place). */
  swap<T>(what: string, change: (body: T, asked: Asked) => unknown): void {
    this.on(what, async (asked, real) => {
      const answer = await real();
      if (answer.status >= 300 || answer.body.length === 0) return answer;
      const body = json<T>(answer), changed = await change(body, asked);
      return { ...answer, body: Buffer.from(JSON.stringify(changed === undefined ? body : changed)) };
    });
  }

  /** Changes the text of a good answer, so that it need not be JSON afterwards. */
  text(what: string, change: (body: string, asked: Asked) => string): void {
    this.on(what, async (asked, real) => {
      const answer = await real();
      return answer.status >= 300 ? answer : { ...answer, body: Buffer.from(change(answer.body.toString(), asked)) };
    });
  }

  /** The newest real answer to such a call since `begin`, as JSON. Throws if there was none. */
  kept<T>(what: string): T {
    const on = pattern(what), found = this.exchanges.findLast(({ asked, answer }) => answer !== null && answer.status < 300 && on.test(named(asked)));
    if (!found?.answer) throw new Error(`${what} was not asked yet`);
    return json<T>(found.answer);
  }

  /** Calls like these, from place `from` in `received` on. */
  calls(what: string, from = 0): Asked[] {
    const on = pattern(what);
    return this.received.slice(from).filter((asked) => on.test(named(asked)));
  }

  /** Every byte that the browser has sent since `begin`. */
  traffic(): Buffer { return Buffer.concat(this.received.flatMap((r) => [Buffer.from(`${r.method} ${r.url}\n${r.headers}\n`), r.body, Buffer.from('\n')])); }

  private bite(): void {
    this.bites++;
    this.bitten ??= this.received.length;
  }

  private async pass(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const url = req.url ?? '/', whole = url.split('?')[0] ?? '/';
    const asked: Asked = { method: req.method ?? '', url, path: whole.startsWith('/api/1/') ? whole.slice(7) : whole, headers: req.rawHeaders.join('\n'), body: Buffer.concat(chunks) };
    if (!/Mozilla/.test(req.headers['user-agent'] ?? '')) {
      if (asked.method !== 'GET' && !asked.path.startsWith('auth/')) this.own++;
      this.pipe(req, asked, res);
      return;
    }
    this.received.push(asked);
    const rule = this.rules.find(({ on }) => on.test(named(asked)));
    if (!rule && (asked.path === 'events' || !whole.startsWith('/api/'))) { this.pipe(req, asked, res); return; }
    const exchange: Exchange = { asked, answer: null };
    this.exchanges.push(exchange);
    const real = async (): Promise<Answer> => (exchange.answer ??= await this.fetch(req, asked));
    if (!rule) { this.send(res, await real()); return; }
    const made = await rule.act(asked, real);
    if (made === 'cut') { this.bite(); res.destroy(); return; }
    if (made === 'hang') { this.bite(); this.hanging.add(res); return; }
    if (typeof made === 'function') { this.bite(); this.hanging.add(res); made(res); return; }
    if (!exchange.answer || !same(made, exchange.answer)) this.bite();
    this.send(res, made);
  }

  private send(res: ServerResponse, answer: Answer): void {
    const headers = { ...answer.headers };
    delete headers['transfer-encoding'];
    if (answer.status !== 204) headers['content-length'] = String(answer.body.length);
    res.writeHead(answer.status, headers).end(answer.status === 204 ? undefined : answer.body);
  }

  /** The server counts registrations by sender; many people come here, each from another place. */
  private options(req: IncomingMessage, asked: Asked, encoding: string) {
    const from = asked.path === 'auth/register' ? ++this.place : this.place;
    return { host: '127.0.0.1', port: this.target, method: req.method, path: asked.url, headers: { ...req.headers, 'accept-encoding': encoding, 'x-forwarded-for': `203.0.113.${from % 200}` } };
  }

  private pipe(req: IncomingMessage, asked: Asked, res: ServerResponse): void {
    const onward = request(this.options(req, asked, 'gzip'), (answer) => { res.writeHead(answer.statusCode ?? 502, answer.rawHeaders); answer.pipe(res); });
    onward.on('error', () => { res.destroy(); });
    res.on('close', () => { onward.destroy(); });
    onward.end(asked.body);
  }

  private async fetch(req: IncomingMessage, asked: Asked): Promise<Answer> {
    const onward = request(this.options(req, asked, 'identity'));
    onward.end(asked.body);
    const [answer] = await once(onward, 'response') as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return { status: answer.statusCode ?? 502, headers: Object.fromEntries(Object.entries(answer.headers).filter(([, v]) => v !== undefined)) as Answer['headers'], body: Buffer.concat(parts) };
  }

  async stop(): Promise<void> { this.begin(); this.server.closeAllConnections(); this.server.close(); await once(this.server, 'close'); }
}
