import { t } from '../../i18n/i18n';
import { CopyLine } from '../../ui/copy/copy';
import { grouped } from './setup';

/** The agency is there: its fingerprint, and the link for its own web site. */
export const Done = ({ fingerprint, link }: { fingerprint: string; link: string }) => (
  <div class="stack">
    <p class="lead">{t('setup.done_text')}</p>
    <div class="card">
      <h2>{t('setup.done_link')}</h2>
      <p>{t('setup.done_link_text')}</p>
      <CopyLine text={link} copy={t('setup.copy')} copied={t('setup.copied')} failed={t('setup.copy_failed')} />
    </div>
    <div class="card">
      <h2>{t('setup.done_print')}</h2>
      <p>{t('setup.done_print_text')}</p>
      <p class="mono" translate={false}>{grouped(fingerprint).join(' ')}</p>
    </div>
  </div>
);
