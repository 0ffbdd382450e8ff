import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';

/** Where the exit leads without script: what the server wrote into the page's own link. */
const href = (): string => document.querySelector('a#exit')?.getAttribute('href') ?? '/exit';

/** A quick exit inside a dialog, or among the skip links. A real link: exit.ts catches the press, and without it the server ends the session. */
export const ExitLink = ({ skip = false }: { skip?: boolean }) => (
  <a class={skip ? 'skip' : 'exit'} href={href()} rel="nofollow noreferrer" data-exit>{t(skip ? 'common.skip_exit' : 'common.exit')}</a>
);

/** The exit of the frame is the one that came with the page: it is moved, never made anew, so there is no moment without it. */
export function KeptExit({ link }: { link: HTMLAnchorElement }) {
  const words = t('common.exit');
  useEffect(() => {
    link.textContent = words;
    Object.assign(link.dataset, { title: t('app.wait'), wait: t('app.wait'), shiftTwo: t('app.shift_two'), shiftOne: t('app.shift_one') });
  }, [words]);
  return <div ref={(place) => { if (place && link.parentNode !== place) place.append(link); }} />;
}
