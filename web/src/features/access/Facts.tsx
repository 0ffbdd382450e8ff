import type { Checked } from '../../crypto/verbs';
import { t, tn } from '../../i18n/i18n';
import { agency } from '../../session/agency';

/** What becomes of the messages, from the policy that the agency has signed. */
export const stays = ({ retention, years, close_days: days }: Checked['policy']): string => (retention === 'doc' ? tn('access.fact_kept', years) : tn('access.fact_stays', days));

/** In a few sentences: who can read, how long it stays, what nobody can do. From the policy that the agency has signed. */
export function Facts({ checked }: { checked: Checked }) {
  const { policy, notices } = checked, why = agency.value?.keep_reason;
  return (
    <div class="notice facts-list">
      <h2>{t('access.facts')}</h2>
      <ul>
        <li>{t('access.fact_readers')}{policy.continuity && ` ${t('access.fact_lead')}`}</li>
        <li>{t('access.fact_server')}</li>
        <li>{stays(policy)}{policy.retention === 'doc' && why && ` ${t(`access.why_${why}`)}`}</li>
        <li>{t('access.fact_lost')}</li>
        {notices.some((n) => n.code === 'first-contact') && <li>{t('access.fact_first')}</li>}
      </ul>
    </div>
  );
}
