import { t } from '../i18n/i18n';
import { agency } from '../session/agency';

/** The quick exit. A real link: without script, or while it loads, the server ends the session. The one with `main` is the frame's; exit.ts reads its data. */
export const ExitLink = ({ main = false, skip = false }: { main?: boolean; skip?: boolean }) => (
  <a class={skip ? 'skip' : 'exit'} id={main ? 'exit' : undefined} href="/exit" rel="nofollow noreferrer" data-exit
    {...(main ? { 'data-target': agency.value?.exit ?? '/exit', 'data-title': t('app.wait'), 'data-wait': t('app.wait'), 'data-shift-two': t('app.shift_two'), 'data-shift-one': t('app.shift_one') } : {})}>
    {t(skip ? 'common.skip_exit' : 'common.exit')}
  </a>
);
