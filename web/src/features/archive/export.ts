// A sealed case as one file (PROTOCOL 2.8.17): packed and sealed while it is made, one attachment at a time. Only sealed bytes are kept for the download.
import { ask } from '../../crypto/client';
import { Refused, type Bytes } from '../../crypto/verbs';
import { language, t } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { Failed } from '../../session/api';
import { mostOf } from '../../session/files';
import { packing } from '../../session/packing';
import { handleOf, open, type Opened } from './archive';

/** Who can open it: whoever holds the archive key, or has the passphrase that comes with it. */
export type To = 'archive' | 'passphrase';

/** `missing`: attachments that could not be had. */
export interface Exported { name: string; file: Blob; passphrase: string | null; missing: number }

/** Opens the case once more for the file, which is noted too. `progress`: attachments packed, of all. Throws Failed (`sign_in_failed`, `wait`), Refused. */
export async function exported(id: string, password: string, reason: string, to: To, progress: (done: number, all: number) => void): Promise<Exported> {
  const opened = await open(id, password, reason, true), { handle, passphrase } = await ask('beginExport', { to }), zip = packing(), sealed: Blob[] = [];
  const seal = async (part: Bytes | null) => { sealed.push(new Blob([(await ask('sealExport', { part })).part])); };
  try {
    const missing = await attachments(opened, async (file) => seal(await zip.add(file)), progress);
    for (let page = 1, more = true; more; page++) {
      const made = await ask('exportFiles', { labels: labels(id), agency: agency.value?.name ?? '', page });
      for (const file of made.files) await seal(await zip.add(file));
      ({ more } = made);
    }
    await seal(await zip.end());
    await seal(null);
    return { name: `case-${handle}.zip.age`, file: new Blob(sealed, { type: 'application/octet-stream' }), passphrase, missing };
  } finally { zip.stop(); }
}

type Take = (file: { name: string; bytes: Bytes }) => Promise<void>;

/** One after the other. What the server does not have, or what does not open, is left out and counted; anything else ends it. */
async function attachments({ messages, attached }: Opened, take: Take, progress: (done: number, all: number) => void): Promise<number> {
  const all = messages.flatMap(({ id, files }) => files.map((file) => ({ message: id, ...file })));
  let missing = 0;
  for (const [done, { message, id, size }] of all.entries()) {
    progress(done, all.length);
    try {
      const sealed = await attached(id, mostOf(size), () => undefined);
      await take(await ask('exportFile', { message, id, sealed }));
    } catch (error) {
      if (!lost(error)) throw error;
      missing++;
    }
  }
  return missing;
}

const lost = (error: unknown): boolean => (error instanceof Failed && error.code === 'not_found') || (error instanceof Refused && /^F\d$/.test(error.check));

const labels = (id: string) => ({
  lang: language.value, title: t('archive.record_of', { handle: handleOf(id) }), from: t('archive.from'), to: t('archive.to'), time: t('archive.time'),
  text: t('archive.text'), notes: t('archive.notes'), unread: t('archive.unread'), files: t('archive.files'), missing: t('archive.file_missing'),
});

/** Hands a file to the browser's downloads. */
export function save({ name, file }: Exported): void {
  const address = URL.createObjectURL(file), link = document.createElement('a');
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
