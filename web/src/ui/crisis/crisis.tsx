import { t } from '../../i18n/i18n';

export interface Numbers { country: string; name: string; numbers: readonly { label: string; number: string }[] }

/** A link that dials: seen in groups, read out digit by digit. */
export const Dial = ({ number }: { number: string }) => {
  const digits = number.replace(/[^\d+]/g, '');
  return <a href={`tel:${digits}`}><span aria-hidden="true">{number}</span><span class="unseen">{digits.split('').join(' ')}</span></a>;
};

/** The one line on every page of a seeker: danger to life, and the way to all numbers. */
export const CrisisLine = ({ onMore }: { onMore?: () => void }) => (
  <p class="crisis-line">
    <strong>{t('common.danger')}</strong> <Dial number="112" />
    {onMore && <button class="button plain" type="button" onClick={onMore}>{t('common.numbers')}</button>}
  </p>
);

/** Numbers by country; a number never stands without its country. */
export const CrisisList = ({ countries }: { countries: readonly Numbers[] }) => (
  <div class="crisis">
    {countries.map((c) => (
      <section key={c.country} aria-label={c.name}>
        <h3>{c.name}</h3>
        <dl class="crisis-list">
          {c.numbers.map((n) => <div key={`${n.label} ${n.number}`}><dt>{n.label}</dt><dd><Dial number={n.number} /></dd></div>)}
        </dl>
      </section>
    ))}
  </div>
);
