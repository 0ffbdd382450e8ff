import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failed, post, useRealm } from './api';
import { due, seekerLimits, staffLimits } from './idle';
import { insist, lost } from './insist';
import { fingerprint, pathOf, read } from './place';

describe('place', () => {
  it('reads agency, language and view', () => {
    expect(read('/kiz/write', '')).toMatchObject({ short: 'kiz', lang: null, view: 'write' });
    expect(read('/kiz/en/sign-in/', '')).toMatchObject({ short: 'kiz', lang: 'en', view: 'sign-in' });
    expect(read('/kiz/de-simple/write', '')).toMatchObject({ short: 'kiz', lang: 'de-simple', view: 'write' });
    expect(read('/kiz/de-du/write', '')).toMatchObject({ lang: null, view: 'de-du' });
  });
  it('takes a fingerprint in any of its spellings, and nothing else', () => {
    const f = '0123456789ABCDEFGHJKMNPQRS';
    expect(fingerprint(read('/kiz/write', `#f=${f}`))).toBe(f);
    expect(fingerprint(read('/kiz/write', `#f=${f.toLowerCase()}`))).toBe(f);
    expect(fingerprint(read('/kiz/write', `#f=${f}0`))).toBeNull();
    expect(fingerprint(read('/kiz/write', '#f=0123456789ABCDEFGHJKMNPQRU'))).toBeNull();
    expect(fingerprint(read('/kiz/write', ''))).toBeNull();
  });
  it('leads to the other pages of the agency', () => {
    expect(pathOf(read('/kiz/en/write', ''), 'privacy')).toBe('/kiz/en/privacy');
    expect(pathOf(read('/kiz/write', ''), '')).toBe('/kiz');
  });
});

describe('idle end', () => {
  const minute = 60_000;
  const at = (now: number, last: number, beaten = 0, until = Infinity) => due(now * minute, last * minute, beaten * minute, until === Infinity ? until : until * minute, seekerLimits);
  it('warns at 18 minutes and ends at 20', () => {
    expect(at(17.9, 0)).toBe('rest');
    expect(at(18, 0)).toBe('warn');
    expect(at(20, 0)).toBe('end');
  });
  it('starts again at every sign', () => { expect(at(34, 17)).not.toBe('warn'); });
  it('warns ten minutes before the absolute end, and ends there as soon as nobody writes', () => {
    expect(at(469, 469, 469, 480)).toBe('rest');
    expect(at(470, 470, 470, 480)).toBe('last');
    expect(at(480, 479.9, 479, 480)).toBe('rest');
    expect(at(481, 479.9, 479, 480)).toBe('end');
  });
  it('locks the desk at 15 minutes and ends it at 30', () => {
    const staff = (now: number) => due(now * minute, 0, 0, Infinity, staffLimits);
    expect([14.9, 15, 29.9, 30].map(staff)).toEqual(['rest', 'lock', 'lock', 'end']);
  });
  it('gives a sign of life only if somebody was there, and not more often than allowed', () => {
    expect(at(5, 4.9)).toBe('beat');
    expect(at(5, 4.9, 3)).toBe('rest');
    expect(at(9, 4, 4)).toBe('rest');
  });
});

describe('sending again', () => {
  // A real server on a real line: it keeps what arrives by its id, and hangs up before it answers as often as it is told.
  const kept = new Map<string, number>();
  let hangUp = 0;
  let status = 201;
  let server: Server;
  const original = globalThis.fetch;
  beforeAll(async () => {
    server = createServer((request, answer) => {
      let body = '';
      request.on('data', (part: Buffer) => { body += part.toString(); });
      request.on('end', () => {
        const { id } = JSON.parse(body) as { id: string };
        kept.set(id, (kept.get(id) ?? 0) + 1);
        if (hangUp-- > 0) { request.socket.destroy(); return; }
        answer.writeHead(status, { 'Content-Type': 'application/json' }).end(status < 300 ? JSON.stringify({ id }) : JSON.stringify({ code: 'conflict' }));
      });
    });
    await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
    const { port } = server.address() as AddressInfo;
    globalThis.fetch = (input, init) => original(new URL(input as string, `http://127.0.0.1:${port}`), init);
    useRealm('seeker');
  });
  afterAll(() => { globalThis.fetch = original; server.close(); });
  const send = (id: string) => insist(() => post<{ id: string }>('things', { id }), [1]);

  it('sends the same thing again when the answer was lost', async () => {
    hangUp = 1;
    expect(await send('one')).toEqual({ id: 'one' });
    expect(kept.get('one')).toBe(2);
    expect([...kept.keys()]).toEqual(['one']);
  });
  it('gives up after its pauses and says that no answer came', async () => {
    hangUp = 2;
    const error = await send('two').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Failed);
    expect(lost(error)).toBe(true);
    expect(kept.get('two')).toBe(2);
  });
  it('never repeats what the server has refused', async () => {
    status = 409;
    const error = await send('three').catch((e: unknown) => e);
    status = 201;
    expect((error as Failed).code).toBe('conflict');
    expect(kept.get('three')).toBe(1);
  });
});
