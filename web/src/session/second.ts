// What few people open comes in a script of its own (build.mjs), and its words in a catalogue of their own, when somebody opens it.
import { trusted } from '../crypto/client';
import { Failed } from './api';
import { speakApart } from './assets';

declare const SECOND_URL: string; // set by the build: /assets/second.<hash>.js
declare const SECOND_INTEGRITY: string;

let loading: Promise<void> | null = null;

/** Script and words are there when it resolves. Throws Failed; then it can be asked again. */
export async function loadSecond(): Promise<void> {
  loading ??= script().catch((error: unknown) => { loading = null; throw error; });
  await Promise.all([loading, speakApart()]);
}

/** Named with its integrity, because Integrity-Policy refuses it without. */
function script(): Promise<void> {
  return new Promise((yes, no) => {
    const element = document.createElement('script');
    Object.assign(element, { src: trusted(SECOND_URL), integrity: SECOND_INTEGRITY, crossOrigin: 'anonymous' });
    element.onload = () => { yes(); };
    element.onerror = () => { element.remove(); no(new Failed('offline', 0, null)); };
    document.head.append(element);
  });
}
