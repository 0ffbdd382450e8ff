// A mail server on loopback that keeps what it is given: enough of SMTP for whoever hands mails in without a sign-in.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface Mail { from: string; to: string; raw: string; headers: Record<string, string>; text: string }

/** Quoted-printable, as it was before. */
function unquoted(body: string): string {
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}

function opened(from: string, to: string, raw: string): Mail {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  return { from, to, raw, headers, text: unquoted(raw.slice(end + 4)) };
}

export class PostOffice {
  readonly mails: Mail[] = [];
  private readonly open = new Set<Socket>();
  private constructor(private readonly server: ReturnType<typeof createServer>, readonly at: string) {}

  static async start(): Promise<PostOffice> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const office = new PostOffice(server, `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    server.on('connection', (socket) => { office.serve(socket); });
    return office;
  }

  private serve(socket: Socket): void {
    let waiting = '', from = '', to = '', text = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const angle = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';
    const heard = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL') from = angle(line);
      if (verb === 'RCPT') to = angle(line);
      if (verb === 'DATA') { text = true; say('354 go on'); return; }
      say(verb === 'QUIT' ? '221 bye' : '250 ok');
      if (verb === 'QUIT') socket.end();
    };
    this.open.add(socket);
    socket.setEncoding('latin1').on('close', () => this.open.delete(socket)).on('error', () => undefined).on('data', (chunk: string) => {
      waiting += chunk;
      for (;;) {
        const end = waiting.indexOf(text ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const part = waiting.slice(0, end);
        waiting = waiting.slice(end + (text ? 5 : 2));
        if (text) { text = false; this.mails.push(opened(from, to, `${part}\r\n`.replace(/\r\n\.\./g, '\r\n.'))); say('250 taken'); } else heard(part);
      }
    });
    say('220 office.example');
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}
