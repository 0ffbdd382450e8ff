import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { texts } from './texts';

const real = globalThis.fetch;
const asked: string[] = [];
let stuck = false; // says that there is more, and gives the same again
let server: Server;

beforeAll(async () => {
  server = createServer((request, answer) => { // a case of five, two in each answer
    asked.push(request.url ?? '');
    const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
    const orders = [1, 2, 3, 4, 5].filter((order) => stuck || order > after).slice(0, 2);
    answer.setHeader('Content-Type', 'application/json');
    answer.end(JSON.stringify({ [request.url?.includes('/notes') ? 'notes' : 'messages']: orders.map((order) => ({ order })), more: stuck || after + 2 < 5 }));
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  globalThis.fetch = (input, init) => real(at + String(input), init);
});
afterAll(() => { globalThis.fetch = real; server.close(); });

it('asks until there is no more', async () => {
  expect((await texts('x', 'messages', 0)).map((m) => m.order)).toEqual([1, 2, 3, 4, 5]);
  expect((await texts('x', 'notes', 3)).map((m) => m.order)).toEqual([4, 5]);
  expect(asked).toEqual(['/api/1/cases/x/messages?after=0', '/api/1/cases/x/messages?after=2', '/api/1/cases/x/messages?after=4', '/api/1/cases/x/notes?after=3']);
});

it('does not ask for ever', async () => {
  stuck = true;
  expect((await texts('x', 'messages', 0)).map((m) => m.order)).toEqual([1, 2, 1, 2]);
});
