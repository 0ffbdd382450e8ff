// From the typed letter to the server: an account, then the letter. Each part is repeated harmlessly, so "try again" goes on where it stopped.
import * as access from '../features/access/access';
import * as letter from '../features/enquiry/letter';
import * as notices from '../features/notices/notices';
import { Refused } from '../crypto/verbs';
import type { Case } from '../crypto/wire';
import { language } from '../i18n/i18n';
import { me, register, signInByCode, signInByPassword } from '../session/account';
import { checkDirectory, checked } from '../session/agency';
import { Failed, get } from '../session/api';
import { code, go, later, open, promised } from './state';

/** The fingerprint of the link by which the person came, or null. */
let link: string | null = null;

/** Checks in advance, while the person writes. A failure is told before "send" can be pressed in vain. */
export async function prepare(f: string | null): Promise<void> {
  link = f;
  await checkDirectory(f);
}

/** From the account on, the letter is a draft at the server: if sending stops, nothing typed is lost. */
async function withAccount(): Promise<void> {
  const { name, password } = access.chosen();
  if (!checked.value || doubtful) await checkDirectory(link);
  doubtful = false;
  if (!me.value) await makeAccount(name, password);
  letter.begin();
}

/** The check has to be made again, though its signed contact stays: it says whom to call. */
let doubtful = false;

async function makeAccount(name: string | null, password: string | null): Promise<void> {
  try { code.value = (await register(name, password, language.value)).code; } catch (error) {
    if (error instanceof Refused) doubtful = true; // the worker may have broken down, and its check with it: "try again" begins with the check
    throw error;
  }
}

const over = (error: unknown): boolean => (error instanceof Failed && error.code === 'signed_out') || (error instanceof Refused && error.check === 'state');

/** Throws Failed (`name_taken` too), Refused. */
export async function sendFirst(): Promise<void> {
  const { name, password } = access.chosen();
  await withAccount();
  const called = access.called(me.value?.name ?? '');
  let sent: letter.Sent;
  try { sent = await letter.send(called); } catch (error) {
    if (!over(error) || code.value === null) throw error; // whoever was signed in before is asked for the password by the page
    // The session ended between a failure and "try again", or the key worker did: the same account, the same letter.
    await (name !== null && password !== null ? signInByPassword('seeker', name, password) : signInByCode('seeker', code.value ?? ''));
    sent = await letter.send(called);
  }
  letter.clear(sent.whole && !letter.letter.text.value ? null : sent.case); // what was typed meanwhile is the beginning of the next message
  access.clear();
  open.value = sent.case;
  promised.value = sent.promised;
  go(sent.whole ? 'sent' : 'messages');
  if (notices.address.value) void notices.give().catch(() => undefined); // the letter has arrived; the confirmation shows what became of the address
}

/** After a reload the confirmation asks once more by when an answer comes. Without it, it says less. */
export async function lookAt(id: string): Promise<void> {
  try { promised.value = (await get<{ case: Case }>(`cases/${id}`)).case.promised_at; } catch { /* the letter has arrived all the same */ }
}

/** "Write on later": the access is made, the text is kept, nothing is sent. Throws Failed (`name_taken` too), Refused. */
export async function keepFirst(): Promise<void> {
  await withAccount();
  await letter.begin().flush();
  later.value = false;
  access.access.password.value = ''; // the name goes with the letter, when it is sent
  go('kept');
}

/** Goes on with a letter that was begun. What cannot be opened of it is answered: it is to be told where the letter is written, and nobody is kept from writing it anew. Throws Failed. */
export async function writeOn(id: string): Promise<Refused | null> {
  letter.clear();
  try { await letter.begin(id).load(); return null; } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error;
  }
}
