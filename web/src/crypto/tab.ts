// Split reload (spec/tab.md): the user key sealed under a key that lies alone in the tab's sessionStorage. Either half opens nothing without the other.
import { ad, b64, unb64, utf8, type Bytes } from './bytes';
import { openBox, pad, sealBox, unpad } from './box';
import { writeJson } from './json';
import { openDocument, type Owner } from './keyring';
import { hkdf } from './primitives';
import { integer, key32, object, one, readAs, refuseBy, text, type Of } from './shape';
import { Refused } from './verbs';
import type { Sealed } from './wire';

/** `keyring`, `vault`: versions that the server has had; `mseq`: the newest manifest seen, 0 if there was none. */
export const tabShape = object({ v: one(1), uk: key32, keyring: integer, vault: integer, mseq: integer });
export type TabText = Of<typeof tabShape>;

const whereShape = object({ v: one(1), at: text });

export interface TabPlace { owner: Owner; handle: Bytes }

const tabAd = (label: 'sg1/tab' | 'sg1/tab-where', { owner, handle }: TabPlace): Bytes => ad(label, owner.origin, owner.agency, owner.uid, handle);

/** The server's name for a tab; it does not tell the key. */
export const tabIdOf = (key: Bytes): Promise<Bytes> => hkdf(key, 'sg1/tab-id', 16);

/** A key as it lay in sessionStorage. */
export const readTabKey = (key: string): Bytes => refuseBy('box', () => unb64(key, 32));

async function seal(key: Bytes, context: Bytes, json: string, salt?: Bytes): Promise<Sealed> {
  const box = await sealBox(key, context, pad(utf8(json)), salt);
  if (new TextDecoder().decode(unpad(await openBox(key, context, box))) !== json) throw new Refused('seal'); // kill: Tab.seal
  return b64(box) as Sealed;
}

export const sealTab = (key: Bytes, place: TabPlace, tab: TabText, salt?: Bytes): Promise<Sealed> =>
  seal(key, tabAd('sg1/tab', place), writeJson(tabShape(tab)), salt);

export const openTab = async (key: Bytes, place: TabPlace, box: string): Promise<TabText> =>
  readAs('box', tabShape, await openDocument(key, tabAd('sg1/tab', place), box));

export const sealWhere = (key: Bytes, place: TabPlace, at: string, salt?: Bytes): Promise<Sealed> =>
  seal(key, tabAd('sg1/tab-where', place), writeJson({ v: 1, at }), salt);

export const openWhere = async (key: Bytes, place: TabPlace, box: string): Promise<string> =>
  readAs('box', whereShape, await openDocument(key, tabAd('sg1/tab-where', place), box)).at;

/** Nothing that a tab has seen may be older after its reload. Refused('set-back'). */
export function checkNotOlder(tab: TabText, now: { keyring: number; vault: number; mseq: number }): void {
  if (now.keyring < tab.keyring || now.vault < tab.vault || now.mseq < tab.mseq) throw new Refused('set-back'); // kill: Tab.not-older-set-back
}
