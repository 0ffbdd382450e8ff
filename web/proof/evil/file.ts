// Scenes with attachments, and what a malicious server can do to the bytes of one. A sealed file: 70 bytes of head, then chunks of 64 KiB with 16 bytes of tag each (spec/file.md).
import { expect } from '@playwright/test';
import { padme } from '../../src/crypto/box';
import { ad, b64, unb64, type Bytes } from '../../src/crypto/bytes';
import { sealing } from '../../src/crypto/file';
import { random, sha256 } from '../../src/crypto/primitives';
import { Person } from '../../src/demo/person';
import type { Attack, Stage } from './attack';
import { forgery, inside, message, serve } from './insider';
import { Keys } from './keys';
import { comesBack, seekerSecrets, typed } from './people';
import { button, fill, listed, press, type Prepared, type Scene } from './steps';
import type { World } from './world';

export const head = 70, chunk = 64 * 1024 + 16;
const fileName = 'Jodelquarz Wachsfigur.txt', line = 'Franz jagt im komplett verwahrlosten Taxi quer durch Bayern, heißt es im Befund. ';
const text = (n: number) => new TextEncoder().encode(`${n}. ${line.repeat(2_400)}`); // some 200 kB: four chunks

/** Somebody who sends files as the page does. */
class Sender extends Person {
  async sendFiles(id: string, contents: Bytes[]): Promise<string[]> {
    await this.read(id);
    const ids: string[] = [];
    for (const [i, bytes] of contents.entries()) {
      const { id: file, length } = await this.ask('attach', { case: id, name: `${i} ${fileName}`, type: 'text/plain', bytes });
      await this.call('POST', 'files', { id: file, case: id, length });
      for (let n = 0; n * 1024 * 1024 < length; n++) await this.putPart(file, n, (await this.ask('attachedPart', { id: file, n })).part);
      ids.push(file);
    }
    const body = await this.ask('message', { case: id, id: b64(crypto.getRandomValues(new Uint8Array(16))), text: typed.further, lang: 'de', kind: 'message', files: ids });
    await this.call('POST', `cases/${id}/messages`, body);
    return ids;
  }

  /** A file as it lies at the server. */
  async stored(id: string): Promise<Buffer> {
    const answer = await fetch(`${this.origin}/api/1/files/${id}`, { headers: { 'Siegel-Realm': this.realm, Cookie: this.cookie } });
    if (!answer.ok) throw new Error(`file: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  private async putPart(id: string, n: number, body: Bytes): Promise<void> {
    const headers = { 'Siegel-Realm': this.realm, 'Content-Type': 'application/octet-stream', Cookie: this.cookie };
    const answer = await fetch(`${this.origin}/api/1/files/${id}/parts/${n}`, { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`part: ${answer.status}`);
  }
}

let counter = 0;

/** A case with two attachments; `link`: their ids. */
export async function withFiles(world: World): Promise<Prepared> {
  const person = new Sender(world.origin, 'kiz', 'seeker'), code = await person.register(null, null, 'de'), name = `Anhang ${++counter}`;
  const id = await person.write({ topic: '', lang: 'de', text: typed.first, name, age: null, gender: null });
  await world.karin.person.take(id);
  const ids = await person.sendFiles(id, [text(1), text(2)]);
  return { case: { id, name, code, seeker: new Keys(person, 'seeker', code), karin: world.karin.keys }, link: ids.join(' ') };
}

const secrets = (stage: Stage): string[] => [line, fileName, ...seekerSecrets(stage)];

const opens = async (stage: Stage): Promise<void> => { await comesBack(stage); await expect(listed(stage.page, typed.further).first()).toBeVisible(); };

export const fileScenes: Record<'file-open' | 'file-send', Scene> = {
  'file-open': {
    desk: false, shared: 'files', prepare: withFiles, open: opens, act: async ({ page }) => { await page.getByRole('button', { name: /^Öffnen 0/ }).last().click(); },
    good: ({ page }) => expect(button(page, 'Auf diesem Gerät speichern')).toBeVisible(), secrets,
  },
  'file-send': {
    desk: false, shared: 'files', prepare: withFiles, open: opens, long: true,
    act: async ({ page }) => {
      await page.locator('.attach input[type=file]').setInputFiles({ name: fileName, mimeType: 'text/plain', buffer: Buffer.from(text(3)) });
      await expect(page.locator('.attach').getByText(fileName).first()).toBeVisible();
      await fill(page, 'Ihre Nachricht', typed.reply);
      await press(page, 'Senden');
    },
    good: ({ page }) => expect(listed(page, typed.reply)).toBeVisible(), secrets: (stage) => [typed.reply, ...secrets(stage)],
  },
};

/** Serves other bytes than the first attachment's. */
export function bytesOf({ proxy }: Stage, change: (sealed: Buffer) => Buffer | Promise<Buffer>): void {
  proxy.on('GET files/{}', async (_, real) => {
    const answer = await real();
    return { ...answer, status: 200, body: await change(Buffer.from(answer.body)) };
  });
}

/** An attachment of this case, as it lies at the server. */
export const stored = ({ case: { seeker } }: Pick<Stage, 'case'>, id: string): Promise<Buffer> => (seeker.person as Sender).stored(id);

/** A page as it might stand in an attachment. */
const page = new TextEncoder().encode('<html><script>document.body.dataset.evil=1</script></html>'.padEnd(50_000));

/** Serves a letter with one attachment by Karin, wrong in what is named; answers what makes the sealed bytes of it. `behind`: a byte that is hidden behind its end. */
export async function attached(stage: Stage, lie: { size?: number; sha256?: string; type?: string }, behind = 0): Promise<() => Promise<Buffer>> {
  const of = await inside(stage), id = b64(random(16)), key = random(32), plain = new Uint8Array(padme(page.length));
  plain.set(page);
  plain[plain.length - 1] = behind;
  const named = { id, key: b64(key), name: '0 quer', type: 'text/plain', size: page.length, sha256: b64(await sha256(page)), ...lie };
  serve(stage, await message(of, { json: (json) => json.replace('"files":[]', `"files":${JSON.stringify([named])}`) }));
  await stage.page.reload();
  await expect(listed(stage.page, forgery)).toBeVisible();
  stage.link = named.name;
  const sealed = await sealing(key, ad('sg1/file', of.agency, unb64(of.id), unb64(id)), plain);
  return async () => Buffer.from(await sealed.slice(0, sealed.length));
}

/** An attack on the bytes of an attachment: not shown, not to be saved, and who can be called stands there. */
export const spoilt = (id: string, title: string, check: Attack['aimed'][number], change: (sealed: Buffer, stage: Stage) => Buffer | Promise<Buffer>, long = true): Attack => ({
  id, title, aimed: [check], scene: 'file-open', ...(long ? { long } : {}),
  arm: (stage) => bytesOf(stage, (sealed) => change(sealed, stage)),
  expected: { says: ['refused.content'], may: ['PUT session/tabs/{}', 'PUT me/vault'], also: ({ page }) => expect(button(page, 'Auf diesem Gerät speichern')).toHaveCount(0) },
});
