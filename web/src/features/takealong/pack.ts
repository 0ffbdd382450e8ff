// One's own letters as files that open everywhere: a page without scripts, the same as JSON, the attachments, and a word of explanation (PROTOCOL 2.8.17).
import { t } from '../../i18n/i18n';
import { inWords, iso } from '../../i18n/moment';
import type { Packed } from '../../session/zip';

/** A message as it was read; `file`: its name inside the archive. */
export interface Letter { id: string; case: number; who: string; own: boolean; at: number; exact: boolean; text: string | null; lang: string; files: { name: string; file: string }[] }
export interface Whole { title: string; lang: string; made: number; cases: { topic: string; began: number; letters: Letter[] }[] }

const bytes = (text: string): Packed['bytes'] => new TextEncoder().encode(text);

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** What people wrote is text in the page and in its attributes, whatever it looks like. */
export const plain = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign]!);

/** No script runs in it and nothing is fetched, whoever opens it where. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:";
const style = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;background:#fbfaf7;color:#1e2328}article{background:#fff;border:1px solid #bbb;border-radius:10px;padding:.5rem 1rem;margin:1rem 0}article.own{background:#f1f0ea}h3{margin:.3rem 0;font-size:1rem}p.text{white-space:pre-wrap;overflow-wrap:anywhere}small{color:#4a5259}@media(prefers-color-scheme:dark){body{background:#16191c;color:#eceae4}article{background:#1e2226;border-color:#555}article.own{background:#262b30}small{color:#babfc2}a{color:#7cc8c0}}';

/** Each part of a path inside the archive, so that a browser finds it beside the page. */
const link = (file: string): string => file.split('/').map(encodeURIComponent).join('/');

const article = (letter: Letter): string => [
  `<article${letter.own ? ' class="own"' : ''}><h3>${plain(letter.who)}</h3><small><time datetime="${iso(letter.at)}">${plain(inWords(letter.at))}</time></small>`,
  letter.text === null ? `<p>${plain(t('takealong.sealed'))}</p>` : `<p class="text" dir="auto" lang="${plain(letter.lang)}">${plain(letter.text)}</p>`,
  letter.files.length ? `<ul>${letter.files.map(({ name, file }) => `<li><a href="${plain(link(file))}">${plain(name)}</a></li>`).join('')}</ul>` : '',
  '</article>',
].join('\n');

export function page({ title, lang, made, cases }: Whole): string {
  const parts = cases.map(({ topic, letters }) => `<section>\n<h2>${plain(topic)}</h2>\n${letters.map(article).join('\n')}\n</section>`);
  return `<!doctype html>\n<html lang="${plain(lang)}">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${plain(policy)}">\n<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n<title>${plain(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<h1>${plain(title)}</h1>\n<p><small>${plain(t('takealong.made', { when: inWords(made) }))}</small></p>\n${parts.join('\n')}\n</body>\n</html>\n`;
}

/** For programs: the same, without anything that only this service understands. Times are ISO 8601, UTC. */
export const data = ({ made, cases }: Whole): string => `${JSON.stringify({
  made: iso(made),
  cases: cases.map(({ topic, began, letters }) => ({
    topic, began: iso(began),
    messages: letters.map(({ who, own, at, exact, text, lang, files }) => ({ from: who, own, time: iso(at), exact, text, lang, files: files.map(({ name, file }) => ({ name, file })) })),
  })),
}, null, 2)}\n`;

export const files = (whole: Whole, attached: readonly Packed[]): Packed[] => [
  { name: 'LIESMICH.txt', bytes: bytes(`${t('takealong.readme', { when: inWords(whole.made) }).replaceAll('\n', '\r\n')}\r\n`) },
  { name: 'gespraech.html', bytes: bytes(page(whole)) },
  { name: 'messages.json', bytes: bytes(data(whole)) },
  ...attached,
];

/** A file's name beside others in a folder: the part that systems can write, never twice, its ending kept. */
export function inFolder(name: string, n: number): string {
  const safe = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._ -]/gu, '_').replace(/^[. ]+|[. ]+$/g, '').slice(-80).replace(/^[. ]+/, '');
  return `files/${n}-${safe || 'datei'}`;
}
