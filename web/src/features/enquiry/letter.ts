// The first letter. Before there is an account it stands in this memory and nowhere else; from the account on it is a draft like any other.
import { signal, type Signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { newId } from '../../crypto/random';
import type { NewEnquiry } from '../../crypto/wire';
import { t, fromAgency, language } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { Failed, postWorked } from '../../session/api';
import { keeper, release, type Keeper } from '../../session/draft';
import { insist } from '../../session/insist';
import { renewDirectory } from '../../session/members';
import { keepVault, mergeVault } from '../../session/vault';
import { working } from '../../session/work';
import type { Fault } from '../../ui/summary/summary';

/** UTF-16 units (PROTOCOL 2.6). */
export const most = 50_000;

/** The words that a voluntary answer is stored in are those of the page; '' is no answer. */
export const letter = { text: signal(''), topic: signal(''), age: signal(''), gender: signal(''), earlier: signal('') };

/** Answers to the agency's own questions, by their code. */
const answers = new Map<string, Signal<string>>();
export const answer = (question: string): Signal<string> => answers.get(question) ?? answers.set(question, signal('')).get(question)!;

/** The letter as a draft, from the moment there is an account. */
export const begun = signal<Keeper | null>(null);

/** From here on the letter is kept on the server. `id`: of the case that it will become. */
export const begin = (id: string = newId()): Keeper => (begun.value ??= keeper(id, 'message', letter.text));

export const ages = ['under14', '14to17', '18to26', '27to39', '40to59', '60up'] as const;
export const genders = ['female', 'male', 'other'] as const;

/** What is still missing before one can go on: the letter, and nothing else. */
export const missing = (): Fault[] => (letter.text.value.trim() ? [] : [{ field: 'letter', text: t('write.fault_empty') }]);

/** The agency's topic, if it has just the one; nobody is asked for it then. */
const onlyTopic = (): string => (agency.value?.topics.length === 1 ? agency.value.topics[0]!.code : '');

/** What was answered, with the question as it was read. */
const answered = (): { q: string; a: string }[] => (letter.earlier.value ? [{ q: t('write.earlier'), a: letter.earlier.value }] : []).concat((agency.value?.ask.questions ?? []).flatMap(({ code, text }) => {
  const a = answer(code).value.trim();
  return a ? [{ q: fromAgency(text, agency.value?.languages[0] ?? '').text, a }] : [];
}));

// Sealed once: after a lost answer the very same letter is sent again, so that it exists once however often it was sent.
let made: { of: string; body: NewEnquiry } | null = null;

/** `whole`: nothing is left of it here. Else an earlier form of it had arrived after all, and what was changed since is still in the box. `promised`: by when it is answered, Unix ms. */
export interface Sent { case: string; whole: boolean; promised: number | null }

/** Seals and sends. `name`: how the team will address the person. Throws Failed, Refused. */
export async function send(name: string): Promise<Sent> {
  const draft = begin(), text = letter.text.value;
  const content = {
    topic: letter.topic.value || onlyTopic(), lang: language.value, text, name, answers: answered(), begun: { case: draft.case, message: draft.id },
    age: letter.age.value ? t(`write.age_${letter.age.value}`) : null, gender: letter.gender.value ? t(`write.gender_${letter.gender.value}`) : null,
  };
  const of = JSON.stringify(content);
  const post1 = () => working('enquiry', (proof) => insist(() => postWorked<{ promised_at: number | null }>(proof, 'enquiries', made!.body)));
  let promised: number | null = null;
  const whole = await draft.during(async () => {
    if (made?.of !== of) made = { of, body: await ask('enquiry', content) };
    try { promised = (await post1()).promised_at; } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.code === 'same_id') return false;
      if (error.code !== 'conflict') throw error;
      await renewDirectory(); // the agency has other keys: what was sealed to those of before is not taken
      await keepVault(await mergeVault()); // another tab of the account has stored a newer vault: the same letter with the same ids, beside the newer vault
      made = { of, body: await ask('enquiry', content) };
      promised = (await post1()).promised_at;
    }
    // It has arrived; if the worker cannot keep that, the next sign-in reads it from the server.
    await ask('enquirySent', { case: draft.case }).catch(() => undefined);
    draft.sent(text);
    return true;
  });
  if (!whole) draft.renew();
  return { case: draft.case, whole, promised };
}

/** Nothing of it stays in memory. `into`: what is still in the box goes on as a message of this case. */
export function clear(into: string | null = null): void {
  const rest = letter.text.value;
  if (begun.value) release(begun.value);
  begun.value = null;
  for (const part of [...Object.values(letter), ...answers.values()]) part.value = '';
  made = null;
  if (into !== null) keeper(into, 'message').text.value = rest;
}
