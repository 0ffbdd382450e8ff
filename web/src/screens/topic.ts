import { fromAgency } from '../i18n/i18n';
import { agency } from '../session/agency';

/** What a topic is called in the language of the page; '' for none. */
export function topicName(code: string): string {
  const topic = agency.value?.topics.find((one) => one.code === code);
  return topic ? fromAgency(topic.label, agency.value?.languages[0] ?? '').text : '';
}
