// An attachment that came: fetched, opened with every check in the worker, and shown only where it is a picture that was painted anew.
import { ask } from '../../crypto/client';
import type { Bytes, NamedFile } from '../../crypto/verbs';
import { fetchFile } from '../../session/files';
import { bare, mostPixels } from './jpeg';

const overhead = 70 + 161 * 16;

/** What may come at most for a file of this size: padding adds 12 %, sealing a little. */
const mostOf = (size: number): number => Math.ceil(size * 1.13) + overhead + 16;

/** `picture`: its place in this page's memory, to be shown; null: only to be saved. */
export interface Opened { name: string; bytes: Bytes; picture: string | null }

/** Throws Failed, Refused. */
export async function open(of: string, message: string, file: NamedFile, progress: (bytes: number) => void): Promise<Opened> {
  const sealed = await fetchFile(file.id, mostOf(file.size), progress);
  const { name, type, bytes } = await ask('openFile', { case: of, message, id: file.id, sealed });
  return { name, bytes, picture: type === 'image/jpeg' && showable(bytes) ? URL.createObjectURL(new Blob([bytes], { type })) : null };
}

/** A picture as ours are, and no other: nothing in it but the picture, and not too large to decode. */
function showable(bytes: Bytes): boolean {
  const found = bare(bytes);
  return found !== null && !found.more && found.width * found.height <= mostPixels;
}

/** Hands it to the browser as bytes without a type: nothing opens it by itself. */
export function save({ name, bytes }: Opened): void {
  const link = document.createElement('a'), at = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  link.href = at;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(at), 60_000);
}
