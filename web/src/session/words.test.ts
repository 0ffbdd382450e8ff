import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Refused, type Refusal } from '../crypto/verbs';
import { useCatalogue } from '../i18n/i18n';
import { Failed } from './api';
import { inPlainWords } from './words';

const read = (lang: string, noun: string) => JSON.parse(readFileSync(new URL(`../../../locales/${lang}/${noun}.json`, import.meta.url), 'utf8')) as Record<string, string>;
const speak = (lang: string) => {
  (globalThis as { document?: unknown }).document ??= { documentElement: { lang: '', dataset: {} } };
  useCatalogue(lang, Object.fromEntries(['problem', 'refused'].flatMap((noun) => Object.entries(read(lang, noun)).map(([key, text]) => [`${noun}.${key}`, text]))));
};
const checks: Refusal[] = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'G1', 'G9', 'E1', 'E5', 'P1', 'P2', 'box', 'wrap', 'code', 'name', 'password', 'text', 'seal', 'set-back', 'invite', 'sheet', 'state', 'origin'];
const codes = ['bad_request', 'bad_version', 'bad_signature', 'sign_in_failed', 'signed_out', 'cross_site', 'refused', 'not_found', 'method', 'conflict', 'name_taken', 'taken', 'same_id', 'sequence', 'not_ready', 'too_long', 'unsupported', 'away', 'full', 'internal', 'offline', 'cookies', 'something new'];

describe.each(['de', 'en', 'fr'])('failures in words: %s', (lang) => {
  it.each(checks)('%s: a sentence, and never the name of the check', (check) => {
    speak(lang);
    const words = inPlainWords(new Refused(check));
    expect(Object.values(read(lang, 'refused'))).toContain(words);
  });
  it.each(codes)('%s: a sentence, and never the code', (code) => {
    speak(lang);
    expect(Object.values(read(lang, 'problem'))).toContain(inPlainWords(new Failed(code, 400, null)));
  });
  it('says in minutes how long to wait', () => {
    speak(lang);
    const wait = (seconds: number) => inPlainWords(new Failed('wait', 429, { code: 'wait', key: 'problem.wait', field: null, by: null, wait: seconds }));
    expect(wait(3)).toBe(read(lang, 'problem')['wait.one']);
    expect(wait(3000)).toContain('50');
    expect(wait('<b>soon</b>' as unknown as number)).toBe(read(lang, 'problem')['wait.one']);
  });
});

it('tells who reads along from what could not be sealed', () => {
  speak('de');
  expect(inPlainWords(new Refused('D5'))).toContain('wer mitliest');
  expect(inPlainWords(new Refused('seal'))).toContain('nichts gesendet');
});
