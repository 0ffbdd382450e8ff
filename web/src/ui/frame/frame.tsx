// What stands around every view: skip links, the sticky bar, banner, tools, one column, footer.
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';

/** A picture in the place of the brand. Where its `alt` is the brand itself, it stands instead of the words. */
export interface Mark { src: string; alt: string; width: number; height: number; lang: string }

interface Props {
  brand: string; neutral?: boolean; logo?: Mark | null;
  /** Right side of the bar: the exit link of a seeker, the sign-out of staff. */
  side?: ComponentChildren;
  skip?: ComponentChildren;
  /** Id of an unseen status line of the frame's own, for the exit by keyboard. */
  status?: string;
  banner?: ComponentChildren; tools?: ComponentChildren; foot?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ brand, neutral = false, logo = null, side, skip, status, banner, tools, foot, children }: Props) {
  // A skip link moves the focus; it leaves no address in the history.
  const toMain = (event: Event) => { event.preventDefault(); document.getElementById('main')?.focus(); };
  return (
    <div class="frame">
      <nav aria-label={t('common.skips')}>
        <a class="skip" href="#main" onClick={toMain}>{t('common.skip')}</a>
        {skip}
      </nav>
      <header class="top">
        <div class={logo ? 'brand own' : neutral ? 'brand neutral' : 'brand'}>
          {logo && <img class="logo" src={logo.src} alt={logo.alt} width={logo.width} height={logo.height} lang={logo.lang} />}
          {logo?.alt !== brand && <span>{brand}</span>}
        </div>
        {side}
      </header>
      {status && <p class="unseen" id={status} role="status" />}
      {banner && <section class="banner" aria-label={t('common.notice')}>{banner}</section>}
      {tools}
      <main id="main" class="page" tabIndex={-1}>{children}</main>
      {foot && <footer class="foot">{foot}</footer>}
    </div>
  );
}
