// An attachment that came: fetched, opened with every check in the worker, and shown only where it is a picture that was painted anew.
import { ask } from '../../crypto/client';
import type { Bytes, NamedFile } from '../../crypto/verbs';
import { fetchFile, mostOf, type FetchFile } from '../../session/files';
import { bare, mostPixels } from './jpeg';

/** `picture`: its place in this page's memory, to be shown; null: only to be saved. */
export interface Opened { name: string; bytes: Bytes; picture: string | null }

/** `by`: how its bytes are had. Throws Failed, Refused. */
export async function open(of: string, message: string, file: NamedFile, progress: (bytes: number) => void, by: FetchFile = fetchFile): Promise<Opened> {
  const sealed = await by(file.id, mostOf(file.size), progress);
  const { name, type, bytes } = await ask('openFile', { case: of, message, id: file.id, sealed });
  return { name, bytes, picture: type === 'image/jpeg' && showable(bytes) ? URL.createObjectURL(new Blob([bytes], { type })) : null };
}

/** A picture as ours are, and no other: nothing in it but the picture, and not too large to decode. */
function showable(bytes: Bytes): boolean {
  const found = bare(bytes);
  return found !== null && !found.more && found.width * found.height <= mostPixels; // kill: Received.showable
}

/** Hands it to the browser as bytes without a type: nothing opens it by itself. */
export function save({ name, bytes }: Opened): void {
  const link = document.createElement('a'), at = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  link.href = at;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(at), 60_000);
}
