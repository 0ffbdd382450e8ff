// The user key under what a person knows (PROTOCOL 2.1, 2.8.4): one wrap per way of signing in, each with its own generation.
import { ad, b64, unb64, type Bytes, type Field } from './bytes';
import { openBox, sealBox } from './box';
import type { Keyring } from './keyring';
import type { Where } from './place';
import { refuseBy } from './shape';
import { Refused } from './verbs';
import type { Sealed, Wrap } from './wire';

export interface WrapPlace extends Where { uid: Bytes }

/** The key that opens a wrap, with what the client knows about it: which method was typed, and the salt it went through. */
export interface Opener { method: 'pw' | 'rc'; kek: Bytes; kdf: number; x: Bytes }

const wrapAd = (place: WrapPlace, opener: Opener, gen: number): Bytes =>
  ad('sg1/uk', opener.method, ...[place.origin, place.agency, place.uid, gen, Uint8Array.of(opener.kdf), opener.x] satisfies Field[]);

export async function sealWrap(place: WrapPlace, opener: Opener, gen: number, uk: Bytes, salt?: Bytes): Promise<Wrap> {
  const box = await sealBox(opener.kek, wrapAd(place, opener, gen), uk, salt);
  return { method: opener.method, gen, kdf: opener.kdf, wrap: b64(box) as Sealed };
}

/** Refused('wrap') for another method or profile than the typed one, Refused('box') if it does not open. */
export async function openWrap(place: WrapPlace, opener: Opener, wrap: Wrap): Promise<Bytes> {
  if (wrap.method !== opener.method || wrap.kdf !== opener.kdf) throw new Refused('wrap'); // kill: Wrap.of-another-way
  const uk = await openBox(opener.kek, wrapAd(place, opener, wrap.gen), refuseBy('wrap', () => unb64(wrap.wrap)));
  if (uk.length !== 32) throw new Refused('wrap'); // kill: Wrap.key-length
  return uk;
}

/** The generation of a wrap must be the keyring's for its own method: an older wrap, or one of another method, is refused. */
export function checkGen(gens: Keyring['gens'], method: 'pw' | 'rc' | 'prf', gen: number, credential: string | null = null): void {
  const known = method === 'prf' ? gens.prf[credential ?? ''] : gens[method];
  if (typeof known !== 'number' || known !== gen) throw new Refused('wrap'); // kill: Wrap.gen
}
