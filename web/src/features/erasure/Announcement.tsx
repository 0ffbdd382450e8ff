import { inWordsDate } from '../../i18n/moment';
import { t, tn } from '../../i18n/i18n';
import { going, staying, type Announced } from './erasure';

/** What goes now, what stays sealed until when and why, and when it is gone from the backups (UX 1.5 no. 9). */
export function Announcement({ shown }: { shown: Announced }) {
  const { messages, files, drafts } = going(shown), kept = staying(shown);
  return (
    <>
      <h2>{t('erasure.now')}</h2>
      <ul>
        <li>{t('erasure.access')}</li>
        <li>{tn('erasure.messages', messages)}</li>
        {files > 0 && <li>{tn('erasure.files', files)}</li>}
        {drafts > 0 && <li>{tn('erasure.drafts', drafts)}</li>}
      </ul>
      <p>{t('erasure.final')}{'\n'}{t('erasure.backups', { date: inWordsDate(shown.preview.backups_until) })}</p>
      <h2>{t('erasure.stays')}</h2>
      <p>{t('erasure.figures')}</p>
      {kept.length > 0 && (
        <>
          <p>{t('erasure.sealed')}</p>
          <ul>{kept.map((one, i) => <li key={i}>{tn('erasure.sealed_until', one.messages, { date: inWordsDate(one.until) })}{one.files > 0 && ` ${tn('erasure.with_files', one.files)}`}</li>)}</ul>
          <p>{t('erasure.sealed_why')}</p>
        </>
      )}
      {kept.length === 0 && <p>{t('erasure.nothing')}</p>}
    </>
  );
}
