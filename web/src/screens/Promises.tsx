import { Facts } from '../features/access/Facts';
import { t } from '../i18n/i18n';
import { inWordsDate } from '../i18n/moment';
import { me } from '../session/account';
import { checked } from '../session/agency';
import { Dial } from '../ui/crisis/crisis';
import { Notice } from '../ui/notice/notice';

/** Before the next message is sent: the agency promises less than it did (D8), or what it has signed is past its day (D9). Nothing otherwise. */
export function Promises() {
  const now = checked.value;
  if (!now) return null;
  // A newer directory may come while the page is open; what was said at the sign-in stays said.
  const notices = [...me.value?.checked?.notices ?? [], ...now.notices];
  const old = notices.find(({ code }) => code === 'old');
  return (
    <>
      {notices.some(({ code }) => code === 'policy') && (
        <>
          <Notice kind="warn"><p>{t('case.policy_changed')}</p><p>{t('problem.phone')} <Dial number={now.contact.phone} /></p></Notice>
          <Facts checked={now} />
        </>
      )}
      {old && <p class="soft">{t('case.old_directory', { since: inWordsDate(new Date(`${old.since ?? ''}T12:00:00`).getTime()) })}</p>}
    </>
  );
}
