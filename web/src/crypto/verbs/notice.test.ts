import { beforeAll, describe, expect, test } from 'vitest';
import { unwrapWith, recipient } from '../age';
import { b64, unb64 } from '../bytes';
import { newAgency, newSeeker, place, Rows, type Somebody } from '../testing';
import { refusal } from '../vectors';
import { plainAddress } from './notice';

const rows = new Rows(), seed = new Uint8Array(32).fill(7);
let seeker: Somebody, to: string;
beforeAll(async () => {
  await newAgency(rows);
  seeker = await newSeeker(rows);
  to = await recipient(seed);
});

const opened = async (file: string) => new TextDecoder().decode(await unwrapWith(seed, unb64(file)));

describe('an address for notices', () => {
  test('opens for the notifier, says whose it is, and has one length', async () => {
    for (const address of ['a@b.at', `${'long.'.repeat(12)}name@${'mailbox.'.repeat(20)}example`]) {
      const { file } = await seeker.ask('sealAddress', { recipient: to, address });
      const plain = await opened(file);
      expect(plain).toHaveLength(512);
      expect(JSON.parse(plain)).toEqual({ v: 1, agency: place.agency, uid: seeker.uid, address });
      expect(file).toHaveLength((await seeker.ask('sealAddress', { recipient: to, address: 'x@y.example' })).file.length);
    }
  });

  test('is sealed to nobody but a recipient of the one kind', async () => {
    const address = 'a@b.at';
    for (const other of ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudgm5vzsxfmcg8', 'age1pq1', to.replace('age1pq1', 'age1pq2'), '', b64(seed)]) {
      expect(await refusal(() => seeker.ask('sealAddress', { recipient: other, address })), other).toBe('seal');
    }
    await seeker.ask('sealAddress', { recipient: to, address });
  });

  test('is spelled as mail servers spell it', () => {
    expect(plainAddress(' Anna.Berg+x@MÜLLER.example ')).toBe('Anna.Berg+x@xn--mller-kva.example');
  });

  test('is one address and nothing else', () => {
    for (const typed of ['', 'a', '@b.at', 'a@', 'a@b', 'a b@c.at', 'a@b.at,c@d.at', 'a@b.at\r\nRCPT TO:<c@d.at>', '<a@b.at>', 'a@b.at/x', 'a@b.at:25', 'a@[127.0.0.1]', 'a@127.0.0.1', 'ä@b.at', 'a..b@c.at', '.a@b.at', `${'a'.repeat(65)}@b.at`, `a@${'b.'.repeat(130)}at`]) {
      expect.soft(() => plainAddress(typed), typed).toThrow('text');
    }
  });
});
