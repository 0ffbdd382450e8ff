import type { Profile } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';

interface Props { profile: Profile; topic: string | null; language: string }

/** What the person has said about themselves, by choice. */
export function Facts({ profile, topic, language }: Props) {
  const facts: [string, string | null][] = [
    [t('desk.fact_name'), profile.name], [t('desk.fact_age'), profile.age], [t('desk.fact_gender'), profile.gender],
    [t('desk.fact_topic'), topic], [t('desk.fact_language'), language],
  ];
  return (
    <div class="card">
      <h2>{t('desk.facts')}</h2>
      <dl class="data">
        {facts.filter(([, text]) => text !== null && text !== '').map(([label, text]) => <div key={label}><dt>{label}</dt><dd translate={false}>{text}</dd></div>)}
        {profile.answers.map(({ q, a }) => <div key={q}><dt>{q}</dt><dd translate={false}>{a}</dd></div>)}
      </dl>
    </div>
  );
}
