// Packs files into a ZIP that every system opens: no encryption, no traces of this machine. A worker of its own, loaded when somebody asks for it, so that
// nobody else loads the library and a large archive does not hold up the page. It holds what it packs and nothing else, and ends with the answer.
import { zipSync, type Zippable } from 'fflate';
import type { Packed } from './session/zip';

/** What is packed already (pictures, films) is not made smaller by trying. */
const packedAlready = /\.(jpe?g|png|webp|heic|mp4|m4a|pdf|zip|age)$/i;

self.onmessage = ({ data: { entries, at } }: MessageEvent<{ entries: Packed[]; at: number }>) => {
  const files: Zippable = {};
  for (const { name, bytes } of entries) files[name] = [bytes, { level: packedAlready.test(name) ? 0 : 6, mtime: at }];
  const archive = zipSync(files);
  self.postMessage(archive, { transfer: [archive.buffer] });
};
