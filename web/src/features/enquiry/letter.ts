// The first letter: what is typed before there is an account, and sending it. Until it is sent it stands in this memory and nowhere else.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import type { NewEnquiry } from '../../crypto/wire';
import { t, language } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { Failed, post } from '../../session/api';
import { insist } from '../../session/insist';
import { keepVault, mergeVault } from '../../session/vault';
import type { Fault } from '../../ui/summary/summary';

/** UTF-16 units (PROTOCOL 2.6). */
export const most = 50_000;

/** The words that a voluntary answer is stored in are those of the page; '' is no answer. */
export const letter = { text: signal(''), topic: signal(''), age: signal(''), gender: signal('') };

export const ages = ['under14', '14to17', '18to26', '27to39', '40to59', '60up'] as const;
export const genders = ['female', 'male', 'other'] as const;

/** What is still missing before one can go on: the letter, and nothing else. */
export const missing = (): Fault[] => (letter.text.value.trim() ? [] : [{ field: 'letter', text: t('write.fault_empty') }]);

/** The agency's topic, if it has just the one; nobody is asked for it then. */
const onlyTopic = (): string => (agency.value?.topics.length === 1 ? agency.value.topics[0]!.code : '');

// Sealed once: after a lost answer the very same letter is sent again, so that it exists once however often it was sent.
let made: { of: string; body: NewEnquiry } | null = null;

/** Seals and sends; answers the id of the case. `name`: how the team will address the person. Throws Failed, Refused. */
export async function send(name: string): Promise<string> {
  const content = {
    topic: letter.topic.value || onlyTopic(), lang: language.value, text: letter.text.value, name,
    age: letter.age.value ? t(`write.age_${letter.age.value}`) : null, gender: letter.gender.value ? t(`write.gender_${letter.gender.value}`) : null,
  };
  const of = JSON.stringify(content);
  if (made?.of !== of) made = { of, body: await ask('enquiry', content) };
  try { await insist(() => post('enquiries', made!.body)); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'conflict') throw error;
    await keepVault(await mergeVault()); // another tab of the account has stored a newer vault: the same letter with the same ids, beside the newer vault
    made = { of, body: await ask('enquiry', content) };
    await insist(() => post('enquiries', made!.body));
  }
  const id = made.body.case;
  // It has arrived; if the worker cannot keep that, the next sign-in reads it from the server.
  await ask('enquirySent', { case: id }).catch(() => undefined);
  return id;
}

/** Nothing of it stays in memory. */
export function clear(): void {
  for (const part of Object.values(letter)) part.value = '';
  made = null;
}
