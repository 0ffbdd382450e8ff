// Attachments on a real line: what arrives, what breaks off, and what is longer than it may be.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { utf8 } from '../crypto/bytes';
import { Failed, useRealm } from './api';
import { fetchFile, putPart } from './files';

let answer: (request: IncomingMessage, answer: ServerResponse) => void;
const server = createServer((request, response) => { answer(request, response); }), original = globalThis.fetch;
beforeAll(async () => {
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  const { port } = server.address() as AddressInfo;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => original(new URL(path, `http://127.0.0.1:${port}`), init));
  useRealm('seeker');
});
afterAll(() => { vi.unstubAllGlobals(); server.close(); });

const failure = async (attempt: Promise<unknown>): Promise<[string, number]> => {
  const error = await attempt.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(Failed);
  return [(error as Failed).code, (error as Failed).status];
};
const fetched = (most: number) => { const seen: number[] = []; return fetchFile('abc', most, (bytes) => { seen.push(bytes); }).then((file) => ({ file, seen })); };

test('a part goes up as it is, under its number', async () => {
  const came: unknown[] = [];
  answer = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (one: Buffer) => { parts.push(one); });
    request.on('end', () => { came.push(request.method, request.url, request.headers['content-type'], request.headers['siegel-realm'], Buffer.concat(parts).toString()); response.writeHead(204).end(); });
  };
  await putPart('abc', 3, utf8('sealed'));
  expect(came).toEqual(['PUT', '/api/1/files/abc/parts/3', 'application/octet-stream', 'seeker', 'sealed']);
});

test('a file comes down whole, as long as it is, and says how far it is', async () => {
  answer = (_, response) => { response.end('sealed file'); };
  for (const most of [11, 100]) {
    const { file, seen } = await fetched(most);
    expect([new TextDecoder().decode(file), seen.at(-1)]).toEqual(['sealed file', 11]);
  }
});

test('what is longer than the message allows is broken off, and nothing of it is given out', async () => {
  let ended = false;
  answer = (_, response) => { response.on('close', () => { ended = !response.writableFinished; }); response.write('twelve bytes'); };
  expect(await failure(fetched(11))).toEqual(['internal', 200]);
  await vi.waitFor(() => { expect(ended).toBe(true); });
});

test('a line that breaks gives no half of a file', async () => {
  answer = (_, response) => { response.writeHead(200, { 'Content-Length': '11' }).write('seal'); setTimeout(() => { response.destroy(); }, 20); };
  expect(await failure(fetched(11))).toEqual(['offline', 0]);
  answer = (request) => { request.socket.destroy(); };
  expect(await failure(fetched(11))).toEqual(['offline', 0]);
  expect(await failure(putPart('abc', 0, utf8('x')))).toEqual(['offline', 0]);
});

test('the server\'s reason is passed on, and where it gives none, what its status says', async () => {
  const answers: [number, string, string][] = [[409, '{"code":"quota"}', 'quota'], [503, '<html>', 'away'], [504, '{"code":5}', 'away'], [500, '', 'internal'], [404, 'null', 'internal']];
  for (const [status, body, code] of answers) {
    answer = (_, response) => { response.writeHead(status).end(body); };
    expect(await failure(putPart('abc', 0, utf8('x')))).toEqual([code, status]);
    expect(await failure(fetched(11))).toEqual([code, status]);
  }
});
