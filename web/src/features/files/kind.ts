// What a file is, by how it begins. Its name and what the system says of it are typed by anybody. The key worker asks once more (spec/file.md, 2).
import type { Bytes } from '../../crypto/verbs';

/** `heic`: a picture of a telephone that few browsers can paint. `media`: a film or sound; `type` is what travels. */
export type Kind = { is: 'picture' | 'heic' | 'other' } | { is: 'media' | 'document'; type: string };

/** How many bytes of its beginning are looked at. */
export const beginning = 64;

const heic = /^[^]{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)/, film = /^[^]{4}ftyp(iso[m2-9]|mp4[12]|avc1|M4V |MSNV|3gp[4-6])/, sound = /^[^]{4}ftypM4[AB] /;
const picture = /^(\xff\xd8\xff|\x89PNG\r\n|GIF8|RIFF[^]{4}WEBP)/;

/** `said`: what the system takes it for; it decides only where the beginning says nothing. */
export function kindOf(start: Bytes, said: string): Kind {
  const text = String.fromCharCode(...start);
  if (heic.test(text)) return { is: 'heic' };
  if (sound.test(text)) return { is: 'media', type: 'audio/mp4' };
  if (film.test(text)) return { is: 'media', type: 'video/mp4' };
  if (picture.test(text) || /^image\/(?!svg)/.test(said)) return { is: 'picture' };
  if (text.startsWith('%PDF-')) return { is: 'document', type: 'application/pdf' };
  return said === 'text/plain' ? { is: 'document', type: said } : { is: 'other' };
}
