// Packs files into a ZIP that every system opens: no encryption, no traces of this machine. A worker of its own, loaded when somebody asks for it, so that
// nobody else loads the library and a large archive does not hold up the page. It holds what it packs and nothing else, and ends with the answer; or it
// packs one file after the other and gives each time what is ready, so that nobody holds the whole.
import { Zip, ZipDeflate, ZipPassThrough, zipSync, type Zippable } from 'fflate';
import type { Packed } from './session/zip';
import type { Step } from './session/packing';

/** What is packed already (pictures, films) is not made smaller by trying. */
const packedAlready = /\.(jpe?g|png|webp|heic|mp4|m4a|pdf|zip|age)$/i;

function whole(entries: readonly Packed[], at: number): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const { name, bytes } of entries) files[name] = [bytes, { level: packedAlready.test(name) ? 0 : 6, mtime: at }];
  return zipSync(files) as Uint8Array<ArrayBuffer>;
}

const ready: Uint8Array[] = [];
const archive = new Zip((error, part) => { if (error) throw error; ready.push(part); });

/** One file more, or the end: what is ready of the archive. */
function next({ file, at }: Step): Uint8Array<ArrayBuffer> {
  if (file) {
    const entry = packedAlready.test(file.name) ? new ZipPassThrough(file.name) : new ZipDeflate(file.name, { level: 6 });
    entry.mtime = at;
    archive.add(entry);
    entry.push(file.bytes, true);
  } else archive.end();
  return joined(ready.splice(0));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

self.onmessage = ({ data }: MessageEvent<{ entries: Packed[]; at: number } | Step>) => {
  const made = 'entries' in data ? whole(data.entries, data.at) : next(data);
  self.postMessage(made, { transfer: [made.buffer] });
};
