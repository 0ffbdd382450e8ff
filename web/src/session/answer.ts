// What the server answers, read so that it cannot hurt the page before anybody has looked at it: bounded in length, and its numbers are some.

/** The answer is none that our server gives. */
export class Absurd extends Error { constructor() { super('absurd'); this.name = 'Absurd'; } }

const most = 16 * 1024 * 1024; // bytes; honest answers hold at most 4 MiB of boxes (spec/api.md, 5)
const last = 8_640_000_000_000_000; // the last moment that a Date knows; nothing is counted higher

/** Whatever the server counts is whole and not negative. JSON.parse makes Infinity of 1e400, and a time that is none would break the page that shows it. */
function sane(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0 && value <= last)) throw new Absurd(); // kill: Answer.number
  return value;
}

/** The text of an answer, up to a limit: one without end is broken off, not kept. */
async function textOf(answer: Response, limit: number): Promise<string> {
  const reader = answer.body?.getReader(), decoder = new TextDecoder();
  let text = '', left = limit;
  for (;;) {
    const { value, done } = await reader?.read() ?? { value: undefined, done: true };
    if (done) return text + decoder.decode();
    left -= value.length;
    if (left < 0) { void reader?.cancel().catch(() => undefined); throw new Absurd(); } // kill: Answer.without-end
    text += decoder.decode(value, { stream: true });
  }
}

/** The value of a JSON answer. Throws Absurd; anything else if the line broke or it is no JSON. */
export const valueOf = async (answer: Response, limit = most): Promise<unknown> => JSON.parse(await textOf(answer, limit), sane) as unknown;
