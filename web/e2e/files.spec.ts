// Attachments: a photo comes without its place (UX check 39), documents with a warning; what breaks off goes on; nothing readable leaves the browser.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, look, test, type Siegel } from './fixtures';
import { atTheDesk, comesBack, hasWritten } from './people';
import { bytes, finds } from './search';

test.use({ world: 'files' });

const canary = 'Aufgenommen am Zwetschkenhang hinter dem Bienenhaus Quellenweg';
const fileName = 'Xaverls Zwetschkenhang Urlaubsfoto Jodlergasse.jpg';
const documentText = 'Yttriumhaltiger Befund von Doktor Quastenflosser an das Jugendheim Wurzelsepp';

/** Big-endian numbers, 2 or 4 bytes. */
const be = (length: 2 | 4, ...values: number[]) => Buffer.concat(values.map((value) => { const b = Buffer.alloc(length); b.writeUIntBE(value, 0, length); return b; }));

/** What a telephone writes in front of a picture: a description, and 48° 12' 30" N, 16° 22' 21" E. */
function exif(): Buffer {
  const text = Buffer.from(`${canary}\0`), entry = (tag: number, type: number, count: number, value: Buffer) => Buffer.concat([be(2, tag, type), be(4, count), Buffer.concat([value, Buffer.alloc(4)]).subarray(0, 4)]);
  const first = 8, gps = first + 2 + 2 * 12 + 4, data = gps + 2 + 4 * 12 + 4, north = data + text.length, east = north + 24;
  const tiff = Buffer.concat([
    Buffer.from('MM\0*'), be(4, first), be(2, 2), entry(0x010e, 2, text.length, be(4, data)), entry(0x8825, 4, 1, be(4, gps)), be(4, 0),
    be(2, 4), entry(1, 2, 2, Buffer.from('N\0')), entry(2, 5, 3, be(4, north)), entry(3, 2, 2, Buffer.from('E\0')), entry(4, 5, 3, be(4, east)), be(4, 0),
    text, be(4, 48, 1, 12, 1, 30, 1), be(4, 16, 1, 22, 1, 21, 1),
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([be(2, 0xffe1, body.length + 2), body]);
}

const comment = Buffer.concat([be(2, 0xfffe, Buffer.from(canary).length + 2), Buffer.from(canary)]);

/** A photo as a telephone makes it: noise, so that it stays large, with place and comment. */
async function photo(page: Page, width = 1400, height = 1100): Promise<Buffer> {
  const text = await page.evaluate(async ([w, h]) => {
    const canvas = document.createElement('canvas');
    canvas.width = w!;
    canvas.height = h!;
    const brush = canvas.getContext('2d')!, all = brush.createImageData(w!, h!);
    for (let i = 0; i < all.data.length; i += 65_536) crypto.getRandomValues(all.data.subarray(i, i + 65_536));
    for (let i = 3; i < all.data.length; i += 4) all.data[i] = 255;
    brush.putImageData(all, 0, 0);
    const blob = await new Promise<Blob>((done) => { canvas.toBlob((made) => done(made!), 'image/jpeg', 0.9); });
    const raw = new Uint8Array(await blob.arrayBuffer());
    let out = '';
    for (let i = 0; i < raw.length; i += 32_768) out += String.fromCharCode(...raw.subarray(i, i + 32_768));
    return btoa(out);
  }, [width, height]);
  const jpeg = Buffer.from(text, 'base64');
  return Buffer.concat([jpeg.subarray(0, 2), exif(), comment, jpeg.subarray(2)]);
}

const pdf = Buffer.concat([Buffer.from(`%PDF-1.7\n% ${documentText}\n`), Buffer.alloc(1_400_000, ' '), Buffer.from('%%EOF\n')]);

const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1'), Buffer.from(documentText), Buffer.alloc(60_000, 7)]);
/** As iPhones store photos: Chromium cannot paint it. */
const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(4_000, 9)]);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const picks = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) => page.locator('.attach input[type=file]').setInputFiles(files);
/** What a reload finds again. */
const kept = (page: Page) => page.locator('.attach li').filter({ hasText: 'gespeichert' });
const letters = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

async function talk(siegel: Siegel, phone: Page, laptop: Page, name: string): Promise<void> {
  const { code, id } = await hasWritten(siegel, `Ein Brief von ${name}.`, name);
  await siegel.karin.take(id);
  await comesBack(phone, siegel, code);
  await atTheDesk(laptop, siegel, 'karin');
  await laptop.locator('.row-open').filter({ has: laptop.getByText(name, { exact: true }) }).click();
}

test('what is picked is still there after a reload; a photo comes without place and camera, a document and a film with a warning; nothing of them can be read on the way', async ({ phone, laptop, siegel }) => {
  test.setTimeout(240_000);
  await talk(siegel, phone, laptop, 'Foto-1');
  const taken = await photo(phone);
  expect([taken.length > 1_200_000, taken.includes('Exif'), taken.includes(canary)]).toEqual([true, true, true]);
  await picks(phone, { name: fileName, mimeType: 'image/jpeg', buffer: taken }, { name: 'Befund Größe.pdf', mimeType: 'application/pdf', buffer: pdf }, { name: 'Clip.mp4', mimeType: 'video/mp4', buffer: film });
  await expect(phone.getByText('Befund Grosse.pdf').first()).toBeVisible();
  await expect(phone.getByText('Fotos senden wir ohne Ort und Kameradaten.')).toBeVisible();
  await expect(phone.getByText('Wir senden sie, wie sie sind.')).toBeVisible();
  await phone.getByLabel('Ihre Nachricht').fill('Anbei zwei Dateien.');
  await expect(kept(phone)).toHaveCount(3, { timeout: 60_000 });
  await expect(phone.getByText(/^Gespeichert um/)).toBeVisible();
  await phone.reload();
  await expect(kept(phone)).toHaveCount(3, { timeout: 30_000 });
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('Anbei zwei Dateien.');
  await picks(phone, { name: 'doch nicht.txt', mimeType: 'text/plain', buffer: Buffer.from('Lieber nicht.') });
  await expect(kept(phone)).toHaveCount(4, { timeout: 30_000 });
  const [, unwanted] = /files\/([\w-]{22})\/parts/.exec(siegel.recorder.received.findLast((r) => r.method === 'PUT' && r.url.includes('/parts/'))!.url)!;
  const there = () => phone.evaluate(async (id) => (await fetch(`/api/1/files/${id}`, { headers: { 'Siegel-Realm': 'seeker' } })).status, unwanted);
  expect(await there()).toBe(200);
  const answered = (method: string, path: RegExp) => phone.waitForRequest((r) => r.method() === method && path.test(r.url())).then((r) => r.response());
  const listed = answered('PUT', /\/me\/drafts\/[^/]+\/files$/), removed = answered('DELETE', new RegExp(`/files/${unwanted}$`));
  await phone.getByRole('button', { name: 'Entfernen doch nicht.txt' }).click();
  await expect(kept(phone)).toHaveCount(3, { timeout: 30_000 });
  for (const answer of [await listed, await removed]) expect(answer?.ok()).toBe(true);
  expect(await there()).toBe(404); // gone from the server at once
  await phone.reload();
  await expect(kept(phone)).toHaveCount(3, { timeout: 30_000 });
  await look(phone, 'files-picked');
  await button(phone, 'Senden').click();
  await expect(letters(phone, 'Anbei zwei Dateien.')).toBeVisible({ timeout: 30_000 });

  await expect(letters(laptop, 'Anbei zwei Dateien.')).toBeVisible({ timeout: 30_000 });
  const letter = laptop.locator('article').filter({ hasText: 'Anbei zwei Dateien.' });
  await letter.getByRole('button', { name: /^Öffnen .*\.jpg$/ }).click();
  const shown = letter.getByRole('img');
  await expect(shown).toBeVisible({ timeout: 30_000 });
  expect(await shown.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight, img.src.slice(0, 5)])).toEqual([1400, 1100, 'blob:']);
  await expect(letter.getByText('Niemand hat sie auf Schadprogramme geprüft.')).toBeVisible();
  const first = await saved(laptop, () => letter.getByRole('button', { name: 'Auf diesem Gerät speichern' }).click());
  expect(first.name).toMatch(/^Xaverls Zwetschkenhang Urlaubsfoto Jodlergasse\.jpg$/);
  expect(first.content.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  for (const trace of ['Exif', canary, 'MM\0*']) expect(first.content.includes(trace), trace).toBe(false);
  await letter.getByRole('button', { name: /^Öffnen .*\.pdf$/ }).click();
  await expect(letter.getByRole('button', { name: 'Auf diesem Gerät speichern' })).toHaveCount(2, { timeout: 30_000 });
  await expect(letter.getByRole('img')).toHaveCount(1);
  const second = await saved(laptop, () => letter.getByRole('button', { name: 'Auf diesem Gerät speichern' }).last().click());
  expect(second.content.equals(pdf)).toBe(true);
  await letter.getByRole('button', { name: /^Öffnen .*\.mp4$/ }).click();
  await expect(letter.getByRole('button', { name: 'Auf diesem Gerät speichern' })).toHaveCount(3, { timeout: 30_000 });
  await expect(letter.locator('img, video')).toHaveCount(1); // never played, only given
  const third = await saved(laptop, () => letter.getByRole('button', { name: 'Auf diesem Gerät speichern' }).last().click());
  expect([third.name, third.content.equals(film)]).toEqual(['Clip.mp4', true]);
  await look(laptop, 'files-desk');

  const traffic = Buffer.concat(siegel.recorder.received.flatMap((r) => [Buffer.from(`${r.method} ${r.url}\n${r.headers}\n`), r.body]));
  const disk = bytes(siegel.folder);
  expect(siegel.recorder.received.filter((r) => r.method === 'PUT' && r.url.includes('/parts/')).length).toBeGreaterThan(3);
  expect(finds('Siegel-Realm', traffic) ?? finds('siegel-realm', traffic)).not.toBeNull();
  for (const [what, text] of Object.entries({ canary, fileName, documentText })) {
    expect(finds(text, traffic), `${what} in the traffic`).toBeNull();
    expect(finds(text, disk), `${what} on the server's disk`).toBeNull();
  }
  const body = first.content.subarray(5_000, 5_016); // the picture itself
  expect([traffic.includes(body), disk.includes(body)]).toEqual([false, false]);
});

test('what breaks off goes on where it was, and the text stays', async ({ phone, laptop, siegel }) => {
  test.setTimeout(120_000);
  await talk(siegel, phone, laptop, 'Abbruch-1');
  await phone.getByLabel('Ihre Nachricht').fill('Mit langer Leitung.');
  const parts = (n: number) => siegel.recorder.received.filter((r) => r.method === 'PUT' && r.url.endsWith(`/parts/${n}`)).length;
  const before = parts(0);
  siegel.recorder.lose = (method, url) => method === 'PUT' && url.endsWith('/parts/1');
  await picks(phone, { name: 'lang.pdf', mimeType: 'application/pdf', buffer: pdf });
  await expect(phone.getByText('50 % übertragen')).toBeVisible({ timeout: 30_000 });
  await button(phone, 'Senden').click();
  await expect(phone.getByText('Die Verbindung ist unterbrochen.').first()).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText('Ihr Text ist noch da.').first()).toBeVisible();
  await expect(phone.getByText('50 % übertragen')).toBeVisible();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('Mit langer Leitung.');
  await look(phone, 'files-broken');
  siegel.recorder.lose = null;
  await button(phone, 'Senden').click();
  await expect(letters(phone, 'Mit langer Leitung.')).toHaveCount(1, { timeout: 30_000 });
  expect(parts(0) - before).toBe(1);
  await expect(letters(laptop, 'Mit langer Leitung.')).toBeVisible({ timeout: 30_000 });
  // An answer with a file, taken back, and sent again with it.
  await button(laptop, 'Antworten').click();
  await picks(laptop, { name: 'antwort.txt', mimeType: 'text/plain', buffer: Buffer.from('Ein Merkblatt.\n') });
  await laptop.getByLabel('Antwort', { exact: true }).fill('Lesen Sie das.');
  await button(laptop, 'Senden').click();
  await button(laptop, 'Zurückholen').click();
  await expect(laptop.locator('.attach').getByText('antwort.txt').first()).toBeVisible();
  await laptop.getByLabel('Antwort', { exact: true }).fill('Lesen Sie das in Ruhe.');
  await phone.evaluate(() => scrollTo(0, 0));
  await button(laptop, 'Senden').click();
  await expect(letters(phone, 'Lesen Sie das in Ruhe.')).toBeVisible({ timeout: 40_000 });
  await button(phone, '1 neue Nachricht').click();
  const answer = phone.locator('article').filter({ hasText: 'Lesen Sie das in Ruhe.' });
  await answer.getByRole('button', { name: 'Öffnen antwort.txt' }).click();
  const note = await saved(phone, () => answer.getByRole('button', { name: 'Auf diesem Gerät speichern' }).click());
  expect([note.name, note.content.toString()]).toEqual(['antwort.txt', 'Ein Merkblatt.\n']);
  await look(phone, 'files-read');
});

test('what is no photo, PDF or plain text is refused with words, and a letter takes five', async ({ phone, laptop, siegel }) => {
  await talk(siegel, phone, laptop, 'Typen-1');
  const refused = { 'archiv.zip': 'application/zip', 'seite.html': 'text/html', 'bild.svg': 'image/svg+xml', 'brief.docm': 'application/vnd.ms-word.document.macroenabled.12', 'spiel.exe': 'application/x-msdownload' };
  for (const [name, mimeType] of Object.entries(refused)) {
    await picks(phone, { name, mimeType, buffer: Buffer.from('PK\x03\x04 etwas') });
    await expect(phone.getByRole('alert').filter({ hasText: `${name} können wir nicht annehmen.` })).toBeVisible();
  }
  await picks(phone, { name: 'kein.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ nur so genannt') });
  await expect(phone.getByRole('alert').filter({ hasText: 'kein.pdf können wir nicht annehmen.' })).toBeVisible();
  await picks(phone, { name: 'kaputt.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('nur so genannt') });
  await expect(phone.getByRole('alert').filter({ hasText: 'kaputt.jpg lässt sich hier nicht öffnen.' })).toBeVisible();
  await phone.getByLabel('Ihre Nachricht').fill('So sieht es bei uns aus.');
  await picks(phone, { name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: heic }); // by its bytes, not by its name
  await expect(phone.getByRole('alert').filter({ hasText: 'IMG_0042.jpg ist ein HEIC-Foto, das Ihr Browser nicht öffnen kann.' })).toBeVisible();
  await expect(phone.getByLabel('Ihre Nachricht')).toHaveValue('So sieht es bei uns aus.');
  await look(phone, 'files-heic');
  await picks(phone, { name: 'gross.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(10 * 1024 * 1024)]) });
  await expect(phone.getByRole('alert').filter({ hasText: 'gross.pdf ist zu groß.' })).toBeVisible();
  await picks(phone, ...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `zettel${n}.txt`, mimeType: 'text/plain', buffer: Buffer.from('x') })));
  await expect(phone.getByRole('alert').filter({ hasText: 'zettel6.txt ist nicht dabei.' })).toBeVisible();
  await expect(phone.locator('.attach li')).toHaveCount(5);
  await phone.getByRole('button', { name: 'Entfernen zettel3.txt' }).click();
  await expect(phone.locator('.attach li')).toHaveCount(4);
});
