// The file format (PROTOCOL 2.7) has its place in the vectors; nothing in the product reads or writes it yet. Here its bytes are made from the same primitives.
import { expect, test } from 'vitest';
import { concat, hex, utf8, type Bytes } from './bytes';
import { hkdf, sha256 } from './primitives';
import { bytes, sg1 } from './vectors';

const chunk = 64 * 1024;

async function sealFile(key: Bytes, ad: Bytes, salt: Bytes, plain: Bytes): Promise<Bytes> {
  const head = concat(utf8('SGF1'), Uint8Array.of(1, 0x10), salt);
  const okm = await hkdf(key, concat(utf8('sg1/file'), await sha256(concat(head, ad))), 64, salt);
  const aes = await crypto.subtle.importKey('raw', okm.slice(0, 32), 'AES-GCM', false, ['encrypt']), parts = [head, okm.slice(32)];
  for (let i = 0; i * chunk < plain.length; i++) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(7, i);
    iv[11] = (i + 1) * chunk >= plain.length ? 1 : 0;
    parts.push(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, plain.slice(i * chunk, (i + 1) * chunk))));
  }
  return concat(...parts);
}

test('SGF1 of one chunk and of three', async () => {
  const seal = (plain: Bytes) => sealFile(bytes('09 x 32'), bytes(sg1.file.ad), bytes('08 x 32'), plain);
  expect(hex(await seal(utf8('hallo datei')))).toBe(sg1.file.blob);
  expect(hex(await sha256(await seal(Uint8Array.from({ length: 131_073 }, (_, i) => i & 255))))).toBe(sg1.file3.sha256);
});
