// The page of an export that people read (spec/export.md): any browser shows it, without a network, today and in thirty years.
import type { ExportLabels } from '../verbs';

/** What a line of the record says. `hash`: what the next message names of it; null where that cannot be said. `to` is the seeker's name, or the agency; `file` of an attachment is its place in the export, null where it could not be had. */
export interface Line {
  id: string; hash: string | null; order: number; from: string; to: string; time: string; exact: boolean; role: string; state: string; lang: string; text: string;
  files: { name: string; size: number; file: string | null }[];
}

/** Nothing runs in it and nothing is fetched, whoever opens it where; attachments are links beside it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const style = 'body{font:16px/1.5 system-ui,sans-serif;margin:2em;background:#fbfaf7;color:#1e2328}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.4em .6em;vertical-align:top;text-align:left}td.text{white-space:pre-wrap;overflow-wrap:anywhere}time{white-space:nowrap}ul{margin:.4em 0 0;padding-left:1.2em}@media print{body{margin:0;background:none}tr{break-inside:avoid}}';

/** No markup, and nothing that a terminal would obey. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\P{Cc}\n\t]/gu, '\ufffd');

const link = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function attached(l: ExportLabels, files: Line['files']): string {
  const each = files.map(({ name, file }) => (file === null ? `<li>${escaped(name)} (${escaped(l.missing)})</li>` : `<li><a href="${escaped(link(file))}" download>${escaped(name)}</a></li>`));
  return each.length > 0 ? `<ul>${each.join('')}</ul>` : '';
}

function table(l: ExportLabels, lines: Line[]): string {
  const row = (line: Line) => `<tr><td>${escaped(line.from)}</td><td>${escaped(line.to)}</td><td><time>${escaped(line.time)}</time></td>`
    + `<td class="text" dir="auto">${line.state === 'sealed' ? `<em>${escaped(l.unread)}</em>` : escaped(line.text)}</td><td>${attached(l, line.files)}</td></tr>`;
  const heads = [l.from, l.to, l.time, l.text, l.files].map((head) => `<th scope="col">${escaped(head)}</th>`).join('');
  return `<table><thead><tr>${heads}</tr></thead><tbody>${lines.map(row).join('\n')}</tbody></table>`;
}

/** The way to the other pages of a long case. */
const others = (pages: readonly string[]): string => (pages.length > 1 ? `<nav>${pages.map((name, i) => `<a href="${name}">${i + 1}</a>`).join(' ')}</nav>\n` : '');

/** `pages`: the names of all pages of the case, this one among them. */
export const page = (l: ExportLabels, messages: Line[], notes: Line[], pages: readonly string[]): string => `<!doctype html>
<html lang="${escaped(l.lang)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escaped(policy)}"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<title>${escaped(l.title)}</title><style>${style}</style></head>
<body><h1>${escaped(l.title)}</h1>
${others(pages)}${table(l, messages)}
${notes.length > 0 ? `<h2>${escaped(l.notes)}</h2>\n${table(l, notes)}` : ''}
</body></html>
`;
