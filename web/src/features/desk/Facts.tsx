import type { Profile } from '../../crypto/verbs';
import { fromAgency, t } from '../../i18n/i18n';
import { agency } from '../../session/agency';

interface Props { profile: Profile; topic: string | null; language: string }

/** The question as the agency words it today; one that it no longer asks, as it was kept. */
function question(code: string): { text: string; lang?: string } {
  const asked = agency.value?.ask.questions?.find((q) => q.code === code);
  return asked ? fromAgency(asked.text, agency.value?.languages[0] ?? '') : { text: code };
}

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
        {facts.filter(([, text]) => text !== null && text !== '').map(([label, text]) => <div key={label}><dt>{label}</dt><dd translate={false} dir="auto">{text}</dd></div>)}
        {profile.answers.map(({ q, a }) => {
          const { text, lang } = question(q);
          return <div class="asked" key={q}><dt lang={lang}>{text}</dt><dd translate={false} dir="auto">{a}</dd></div>;
        })}
      </dl>
    </div>
  );
}
