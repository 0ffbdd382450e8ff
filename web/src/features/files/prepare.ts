// What somebody picks, made ready to be sealed: pictures are painted anew, so that nothing of them stays but what is to be seen.
import type { Bytes } from '../../crypto/verbs';
import { bare, mostPixels } from './jpeg';
import { beginning, kindOf } from './kind';

/** Why a file is not taken: each has its words. */
export class Unfit extends Error { constructor(public readonly why: 'type' | 'large' | 'picture' | 'canvas' | 'heic' | 'media') { super(why); this.name = 'Unfit'; } }

export interface Prepared { name: string; type: string; bytes: Bytes }

export const mostBytes = 10 * 1024 * 1024;
const mostPicture = 60 * 1024 * 1024; // before it is painted anew

/** `media`: whether films and sound are taken. Throws Unfit. */
export async function prepare(file: File, media: boolean): Promise<Prepared> {
  const kind = kindOf(new Uint8Array(await file.slice(0, beginning).arrayBuffer()), file.type);
  if (kind.is === 'picture' || kind.is === 'heic') return { name: file.name, type: 'image/jpeg', bytes: await painted(file, kind.is) };
  if (!('type' in kind)) throw new Unfit('type'); // kill: Prepare.type
  if (kind.is === 'media' && !media) throw new Unfit('media'); // kill: Prepare.media
  if (file.size > mostBytes) throw new Unfit('large'); // kill: Prepare.large
  return { name: file.name, type: kind.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Decoded, painted, written as JPEG: place, camera, preview and comments do not come along. `unfit`: why not, where this browser cannot decode it. */
async function painted(file: File, unfit: 'picture' | 'heic'): Promise<Bytes> {
  if (file.size > mostPicture) throw new Unfit('large'); // kill: Prepare.picture-large
  const picture = await createImageBitmap(file).catch(() => { throw new Unfit(unfit); }); // kill: Prepare.picture
  try {
    const scale = Math.min(1, Math.sqrt(mostPixels / (picture.width * picture.height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(picture.width * scale));
    canvas.height = Math.max(1, Math.floor(picture.height * scale));
    const brush = canvas.getContext('2d');
    if (!brush || !honest(brush)) throw new Unfit('canvas'); // kill: Prepare.canvas
    brush.fillStyle = '#fff'; // where a picture is transparent
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/jpeg', 0.88); });
    const clean = blob && bare(new Uint8Array(await blob.arrayBuffer())); // some browsers write something of their own into it
    if (!clean) throw new Unfit('picture'); // kill: Prepare.clean
    if (clean.bytes.length > mostBytes) throw new Unfit('large'); // kill: Prepare.painted-large
    return clean.bytes;
  } finally { picture.close(); }
}

/** Browsers that hide from trackers hand out noise instead of what was painted: such a picture must not be sent as somebody's own. */
function honest(brush: CanvasRenderingContext2D): boolean {
  brush.fillStyle = '#369';
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, all] = brush.getImageData(0, 0, 1, 1).data;
  return red === 0x33 && green === 0x66 && blue === 0x99 && all === 0xff; // kill: Prepare.honest
}
