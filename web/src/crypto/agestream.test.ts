// Exports that are sealed while they are made: to one hybrid recipient or one passphrase, and what the library wrote is looked at before anything follows.
import { Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, expect, test, vi } from 'vitest';
import { sealingTo } from './agestream';
import { concat, utf8, type Bytes } from './bytes';
import { refusal } from './vectors';

afterEach(() => { vi.restoreAllMocks(); });

async function sealed(to: Parameters<typeof sealingTo>[0], ...parts: Bytes[]): Promise<Bytes> {
  const sealing = await sealingTo(to), out: Bytes[] = [];
  for (const part of parts) out.push(await sealing.push(part));
  return concat(...out, await sealing.end());
}

test('what goes in by parts comes out whole, for whom it is sealed', async () => {
  const secret = await generateHybridIdentity(), decrypter = new Decrypter(), parts = [new Uint8Array(70_000).fill(1), utf8('ende')];
  decrypter.addIdentity(secret);
  expect(new Uint8Array(await decrypter.decrypt(await sealed({ recipient: await identityToRecipient(secret) }, ...parts)))).toEqual(concat(...parts));
});

test('to nobody but one hybrid recipient', async () => {
  const classic = await identityToRecipient(await generateX25519Identity()), hybrid = await identityToRecipient(await generateHybridIdentity());
  for (const recipient of [classic, '', `age1tag1${classic.slice(4)}`, hybrid.toUpperCase(), ` ${hybrid}`]) expect(await refusal(() => sealingTo({ recipient }))).toBe('seal');
});

test('nothing follows a beginning that is another one than ours, or none', async () => {
  const hybrid = await identityToRecipient(await generateHybridIdentity()), encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
  const classic = await encrypter.encrypt(utf8('key')), stream = (...chunks: Bytes[]) => new ReadableStream<Bytes>({ start: (out) => { for (const one of chunks) out.enqueue(one); out.close(); } });
  for (const begins of [[classic as Bytes], []]) {
    for (const to of [{ recipient: hybrid }, { passphrase: 'korrekt pferd' }]) {
      const spy = vi.spyOn(Encrypter.prototype, 'encrypt').mockResolvedValue(stream(...begins) as never);
      expect(await refusal(() => sealingTo(to))).toBe('seal');
      spy.mockRestore();
    }
  }
});
