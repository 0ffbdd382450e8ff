import { describe, expect, test } from 'vitest';
import { Absurd, valueOf } from './answer';

const read = (text: string, limit?: number): Promise<unknown> => valueOf(new Response(text), limit);

describe('answers of the server', () => {
  test('numbers that the server counts come through', async () => {
    expect(await read('{"order":0,"time":1763800000000,"last":8640000000000000,"none":null,"text":"-1 1e400"}'))
      .toEqual({ order: 0, time: 1_763_800_000_000, last: 8_640_000_000_000_000, none: null, text: '-1 1e400' });
  });

  test.each(['1e400', '-1', '0.5', '8640000000000001', '1e300'])('%s is none of them, wherever it stands', async (number) => {
    await expect(read(`{"rows":[{"promised_at":${number}}]}`)).rejects.toBeInstanceOf(Absurd);
  });

  test('an answer without end is broken off at its limit, and its source hears of it', async () => {
    let given = 0, stopped = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(out) { given += 1024; out.enqueue(new Uint8Array(1024).fill(0x20)); },
      cancel() { stopped = true; },
    });
    await expect(valueOf(new Response(endless), 8_192)).rejects.toBeInstanceOf(Absurd);
    expect(stopped).toBe(true);
    expect(given).toBeLessThan(32_768);
  });

  test('what is no JSON, or nothing at all, is an error of its own', async () => {
    for (const text of ['', '<!doctype html>', '{"a":1']) await expect(read(text)).rejects.not.toBeInstanceOf(Absurd);
  });
});
