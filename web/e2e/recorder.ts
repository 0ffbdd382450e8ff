// Stands between browser and server and keeps everything that the server receives. A test can also make it hang.
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Received { method: string; url: string; headers: string; body: Buffer }

export class Recorder {
  readonly received: Received[] = [];
  /** Pieces of bodies that have gone to the browser, compressed as they were. */
  readonly sent: { url: string; bytes: number }[] = [];
  /** Requests for which this is true get no answer while it stays set. */
  hang: ((url: string) => boolean) | null = null;
  /** Requests for which this is true reach the server, but their answer is lost. */
  lose: ((method: string, url: string) => boolean) | null = null;
  /** Changes what the browser gets instead of the server's answer, as somebody with power over the stored data could. */
  change: ((url: string, body: string) => string) | null = null;
  /** The address that the server is told. Many people come in the journeys, from different places. */
  private place = 0;
  private constructor(private readonly server: Server, readonly origin: string, private readonly target: number) {}

  static async start(port: number, target: number): Promise<Recorder> {
    const server = createServer();
    const recorder = new Recorder(server, `http://127.0.0.1:${port}`, target);
    server.on('request', (req, res) => { void recorder.pass(req, res); });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return recorder;
  }

  private async pass(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = req.url ?? '/';
    this.received.push({ method: req.method ?? '', url, headers: req.rawHeaders.join('\n'), body });
    if (this.hang?.(url)) return;
    const lost = this.lose?.(req.method ?? '', url) ?? false;
    const change = url.startsWith('/api/') && !url.endsWith('/events') ? this.change : null; // a stream has no end that could be waited for
    const onward = request({ host: '127.0.0.1', port: this.target, method: req.method, path: url, headers: { ...req.headers, 'accept-encoding': change ? 'identity' : 'gzip', 'x-forwarded-for': `203.0.113.${url.endsWith('/auth/register') ? ++this.place % 200 : this.place % 200}` } }, (answer) => {
      if (lost) { answer.resume(); answer.on('end', () => res.destroy()); return; }
      if (change) {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = change(url, Buffer.concat(parts).toString());
          const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(text)) };
          delete headers['transfer-encoding'];
          res.writeHead(answer.statusCode ?? 502, headers).end(answer.statusCode === 204 ? undefined : text);
        });
        return;
      }
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('data', (part: Buffer) => { this.sent.push({ url, bytes: part.length }); });
      answer.pipe(res);
    });
    onward.on('error', () => { res.destroy(); });
    onward.end(body);
  }

  async stop(): Promise<void> { this.server.closeAllConnections(); this.server.close(); await once(this.server, 'close'); }
}
