// The taint list: every secret that was tapped and every text that was typed, and how far each may go.
import type { Search } from './search';
import { byteSpellings, textSpellings } from './spellings';
import type { Tapped } from './tap';
import { visit } from './wire';

/**
 * `secret`: nowhere. `passing`: the server hears it in a named field, to check it, and keeps it nowhere but in memory for that moment: the key that a sign-in brings, the norm of
 * a name, the cookie, the name of a tab. `open`: an id, or a salt, of a named field; kept by the server, but in no log and on nobody's computer.
 */
export type Reach = 'secret' | 'passing' | 'open';

/** What the server has openly received: bytes in hex, with the fields in which they were. */
export type Sent = ReadonlyMap<string, ReadonlySet<string>>;

interface Item {
  names: Set<string>; bytes: Buffer; text: string | null;
  /** Null: secret, unless it is seen in a named field. `key`: used as a key, or in a sealed document under a secret's name; secret in whatever field it is found. */
  reach: Reach | 'key' | null;
}

/** What the input of HKDF is, by its info (PROTOCOL 2.1). */
const inputs: [string, string][] = [
  ['sg1/pw/', 'PMK'], ['sg1/rc/', 'return code'], ['sg1/keyring', 'UK'], ['sg1/vault', 'UK'], ['sg1/draft', 'UK'], ['sg1/case-self', 'UK'], ['sg1/ck-id', 'CK'],
  ['sg1/nk-id', 'NK'], ['sg1/tab-id', 'K_tab'], ['sg1/inv/', 'invite token'], ['sg1/box', 'key of a box'], ['sg1/file', 'key of an attachment'],
];
/** What comes out of HKDF and may go to the server. Everything else that comes out is a key. */
const outputs: [string, string, Reach][] = [
  ['sg1/pw/auth', 'login key of a password', 'passing'], ['sg1/rc/auth', 'login key of a return code', 'passing'], ['sg1/rc/id', 'id of a return code', 'passing'],
  ['sg1/tab-id', 'id of a tab', 'passing'], ['sg1/ck-id', 'id of CK', 'open'], ['sg1/nk-id', 'id of NK', 'open'], ['sg1/inv/id', 'id of an invite', 'open'],
];
const kept: [string, string][] = [['sg1/pw/kek', 'KEK of a password'], ['sg1/rc/kek', 'KEK of a return code']];

/** Keys inside sealed documents, by the name of their field. */
const fields = /"(seed|uk|ck|nk|t)":"([A-Za-z0-9_-]{22,43})"/g;
const fieldNames: Record<string, string> = { seed: 'seed', uk: 'UK', ck: 'CK', nk: 'NK', t: 'invite token' };

/** What a run must have tapped or typed, at least once each. */
export const expected = [
  ...new Set([...inputs, ...kept].map(([, name]) => name)), ...outputs.map(([, name]) => name), 'seed', 'key inside a box', 'random value', 'nickname', 'norm of a name', 'password', 'cookie',
  'address', 'return code as text', 'line of the recovery sheet', 'first letter', 'answer of the profile', 'draft', 'attachment', 'name of an attachment', 'new password', 'answer that is taken back', 'answer', 'note',
];

const boxKey = 32, least = 16, most = 128;

export class Taint {
  private readonly items = new Map<string, Item>();
  private readonly ids: string[] = [];
  private filled = 0;
  /** For what is being drawn, where that matters: whoever opens it comes to know it. */
  purpose = 'random value';
  /** Realms that are tapped, by their address; ways to keys that the tap does not see. */
  readonly realms: string[] = [];
  readonly unseen: string[] = [];

  readonly hear = (tapped: Tapped): void => {
    const bytes = Buffer.from(tapped.bytes, 'base64');
    switch (tapped.what) {
      case 'here': this.realms.push(tapped.how); return;
      case 'unseen': this.unseen.push(tapped.how); return;
      case 'random': if (bytes.length <= most) this.value(bytes, this.purpose, null); return;
      case 'key': this.value(bytes, `key for ${tapped.how}`, 'key'); return;
      case 'bits': this.bits(bytes, Buffer.from(tapped.of, 'base64'), Buffer.from(tapped.info, 'base64').toString('latin1')); return;
      case 'sealed': case 'opened': this.plain(bytes);
    }
  };

  get size(): number { return this.items.size; }

  private add(id: string, name: string, bytes: Buffer, text: string | null, reach: Item['reach']): void {
    const known = this.items.get(id);
    if (known) {
      known.names.add(name);
      if (reach === 'key') known.reach = 'key'; else known.reach ??= reach;
      return;
    }
    this.items.set(id, { names: new Set([name]), bytes, text, reach });
    this.ids.push(id);
  }

  private value(bytes: Buffer, name: string, reach: Item['reach']): void {
    if (bytes.length >= least && bytes.some((b) => b !== 0)) this.add(bytes.toString('hex'), name, bytes, null, reach);
  }

  private bits(made: Buffer, of: Buffer, info: string): void {
    this.value(of, inputs.find(([label]) => info.startsWith(label))?.[1] ?? 'input of HKDF', 'key');
    if (/^sg1\/(box|file)/.test(info)) { this.value(made.subarray(0, boxKey), 'key inside a box', 'key'); return; } // then come nonce and commitment: the second is written in the box
    const output = outputs.find(([label]) => info.startsWith(label));
    if (output) this.value(made, output[1], output[2]);
    else this.value(made, kept.find(([label]) => info.startsWith(label))?.[1] ?? 'derived key', 'key');
  }

  /** Of what was sealed or opened: keys alone, and keys in documents. */
  private plain(bytes: Buffer): void {
    if (bytes.length === 32 || bytes.length === 64) for (let at = 0; at < bytes.length; at += 32) this.value(bytes.subarray(at, at + 32), 'key in a box', 'key');
    else for (const [, field, text] of bytes.toString('latin1').matchAll(fields)) this.value(Buffer.from(text!, 'base64url'), fieldNames[field!]!, 'key');
  }

  /** Something that was typed, or read on the screen. */
  typed(name: string, text: string, reach: Reach = 'secret'): string {
    this.add(`text ${text}`, name, Buffer.from(text), text, reach === 'secret' ? 'key' : reach);
    return text;
  }

  /** Something that lies at the server, sealed, for as long as a session lives. */
  left(bytes: Buffer): void { this.value(bytes, 'what a tab has left', 'passing'); }

  /** What has come since is looked for from now on. */
  fill(search: Search): void {
    for (; this.filled < this.ids.length; this.filled++) {
      const id = this.ids[this.filled]!, { text, bytes, reach } = this.items.get(id)!;
      search.add(id, text === null ? byteSpellings(bytes) : textSpellings(text, reach !== 'key'));
    }
  }

  /** How far it may go, known at the end, when everything that was sent is known. */
  reach(id: string, sent: Sent): Reach {
    const item = this.items.get(id)!;
    return item.reach === 'key' ? 'secret' : item.reach ?? (sent.get(id)?.has(visit) ? 'passing' : sent.has(id) ? 'open' : 'secret');
  }

  nameOf(id: string, sent: Sent): string {
    const { names, text } = this.items.get(id)!, where = sent.get(id);
    return `${[...names].join(', ')}${text === null ? '' : ` "${text.slice(0, 20)}"`}${where ? ` (sent as ${[...where].join('; ')})` : ''}`;
  }

  firstName(id: string): string { return [...this.items.get(id)!.names].at(-1)!; }

  isNamed(id: string, name: string): boolean { return this.items.get(id)!.names.has(name); }

  /** Whether the tap has missed something: every salt, nonce and login key that the server was sent must have been drawn or derived before the tap's eyes. */
  missed(sent: Sent): { checked: number; missing: string[] } {
    const made = [...sent].filter(([, where]) => [...where].some((field) => /: (salt|nonce)$|[ .]auth(_rc)?$/.test(field)));
    return { checked: made.length, missing: made.filter(([id]) => !this.items.has(id)).map(([, where]) => [...where].join('; ')) };
  }

  /** How many there are of each name. */
  count(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { names } of this.items.values()) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  }

  named(name: string): Buffer[] { return [...this.items.values()].filter(({ names }) => names.has(name)).map(({ bytes }) => bytes); }
}
