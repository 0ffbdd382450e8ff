// What people take along: text stays text, nothing in it runs or is fetched, and no name leads out of the folder.
import { beforeAll, describe, expect, test } from 'vitest';
import { files, inFolder, page, plain, type Letter, type Whole } from './pack';

beforeAll(() => { (globalThis as { document?: unknown }).document ??= { documentElement: { dataset: {} } }; });

const letter = (change: Partial<Letter> = {}): Letter => ({ id: 'a', case: 0, who: 'Ich', own: true, at: Date.UTC(2026, 10, 22, 10), exact: true, text: 'Guten Tag', lang: 'de', files: [], ...change });
const whole = (...letters: Letter[]): Whole => ({ title: 'Nachrichten', lang: 'de', made: Date.UTC(2026, 10, 22), cases: [{ topic: 'Familie', began: Date.UTC(2026, 10, 1), letters }] });

const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '</style><script>1</script>', '<!-- ', '&lt;b&gt;', 'javascript:alert(1)'];

describe('the page', () => {
  test.each(hostile)('shows %j as it was written', (text) => {
    const html = page(whole(letter({ text, who: text, lang: text, files: [{ name: text, file: `files/${text}` }] })));
    expect(html).toContain(plain(text));
    expect(html.match(/<(?!\/?(?:html|head|meta|title|style|body|h1|h2|h3|p|small|time|section|article|ul|li|a)\b|!doctype)/g)).toBe(null);
    expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\son\w+\s*=/);
    expect(html.replace(/<style>.*<\/style>/, '').match(/href="(?!files\/)/)).toBe(null);
  });

  test('runs nothing and fetches nothing', () => {
    const html = page(whole(letter()));
    expect(html).toContain('Content-Security-Policy');
    expect(html).not.toMatch(/<script|https?:|url\(|@import/);
  });

  test('says which message could not be opened', () => { expect(page(whole(letter({ text: null })))).toContain('takealong.sealed'); });
});

test('the same for programs', () => {
  const [, , json] = files(whole(letter({ text: 'Größe "quer"\n' })), []);
  const read = JSON.parse(new TextDecoder().decode(json!.bytes)) as { cases: { messages: { text: string; time: string }[] }[] };
  expect(read.cases[0]!.messages[0]).toMatchObject({ text: 'Größe "quer"\n', time: '2026-11-22T10:00:00.000Z' });
});

test.each([['bild.jpg', 'files/1-bild.jpg'], ['../../etc/passwd', 'files/1-_.._etc_passwd'], ['C:\\x', 'files/1-C__x'], ['', 'files/1-datei'], ['...', 'files/1-datei'], ['שלום.pdf', 'files/1-שלום.pdf'], ['a\u202eb.txt', 'files/1-a_b.txt'], ['x'.repeat(300), `files/1-${'x'.repeat(80)}`]])('a file called %j', (name, inside) => {
  expect(inFolder(name, 1)).toBe(inside);
});
