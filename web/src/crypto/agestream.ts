// An age file of any length, sealed while it is made: what has been sealed is handed on, so that nobody holds the whole (PROTOCOL 2.8.17).
import { Encrypter } from 'age-encryption';
import { concat, type Bytes } from './bytes';
import { Refused } from './verbs';

/** The one stanza of a hybrid recipient, or of a passphrase with the work that our readers take. */
const forms = {
  recipient: /^age-encryption\.org\/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1494}\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/,
  passphrase: /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 16\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/,
};
const workFactor = 16;

/** Each part that is pushed comes back sealed, as far as it is ready; `end` gives the rest. */
export interface Sealing { push(part: Bytes): Promise<Bytes>; end(): Promise<Bytes> }

/** Begins a file to a hybrid recipient or to a passphrase. Throws Refused('seal') on any other kind of recipient. */
export async function sealingTo(to: { recipient: string } | { passphrase: string }): Promise<Sealing> {
  const encrypter = new Encrypter(), form = 'recipient' in to ? forms.recipient : forms.passphrase;
  if ('recipient' in to) {
    if (!to.recipient.startsWith('age1pq1')) throw new Refused('seal'); // kill: Agestream.recipient
    encrypter.addRecipient(to.recipient);
  } else {
    encrypter.setPassphrase(to.passphrase);
    encrypter.setScryptWorkFactor(workFactor);
  }
  const pipe = new TransformStream<Bytes, Bytes>(), sealed = (await encrypter.encrypt(pipe.readable)).getReader(), writer = pipe.writable.getWriter();
  const { value: header } = await sealed.read();
  if (!header || !form.test(String.fromCharCode(...header.subarray(0, 2048)))) throw new Refused('seal'); // kill: Agestream.header
  const ready: Bytes[] = [header as Bytes];
  const all = (async () => {
    for (let next = await sealed.read(); !next.done; next = await sealed.read()) ready.push(next.value as Bytes);
  })();
  all.catch(() => undefined); // it is thrown where the file ends
  const taken = (): Bytes => concat(...ready.splice(0));
  return {
    push: async (part) => { await writer.write(part); return taken(); },
    end: async () => { await writer.close(); await all; return taken(); },
  };
}
