// The small script of the public pages. They are complete without it.
import { quickExit } from './session/exit';
import { visit } from './session/visit';

/** The fingerprint in the agency's own link (PROTOCOL 2.14): 26 characters, perhaps in groups. Only this is carried on, and only in the fragment. */
const fingerprint = /^#f=[0-9A-Za-z-]{26,34}$/;

/** Every link to another page of this agency keeps the fragment, so that it reaches the app through the safety page. */
function carry(): void {
  if (!fingerprint.test(location.hash)) return;
  for (const a of document.querySelectorAll<HTMLAnchorElement>('a[href^="/"]:not([data-exit])')) {
    if (a.origin === location.origin && a.hash === '') a.hash = location.hash;
  }
}

/** A promised time goes by the agency's clock; whoever's own clock shows another time then is told whose it is (UX 1.6). */
function abroad(): void {
  for (const moment of document.querySelectorAll<HTMLElement>('[data-abroad]')) {
    const { at, offset, abroad: words } = moment.dataset;
    if (words && -new Date(Number(at)).getTimezoneOffset() !== Number(offset)) moment.textContent = words;
  }
}

quickExit({ page: 'public' });
carry();
abroad();
const { visits, page } = document.body.dataset; // there only where visits are counted
if (visits && page) visit(visits, page);
