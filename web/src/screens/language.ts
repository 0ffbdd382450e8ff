// The language of the page: chosen at its top for this visit, or kept sealed with the account for every one.
import { language, simple } from '../i18n/i18n';
import { me } from '../session/account';
import { agency } from '../session/agency';
import { choices, speak, worded } from '../session/assets';
import { keepLanguage } from '../session/language';
import { pathOf, type Spot } from '../session/place';
import { relabel } from './prepare';

let spot: Spot | null = null;
export const prepareLanguage = (at: Spot): void => { spot = at; };

/** What may be chosen here, and what is spoken now. */
export const offered = (): string[] => choices(agency.value?.languages ?? []);
export const spoken = (): string => (simple.value ? `${language.value}-simple` : language.value);

/** Another language, or simple language, in place: what was typed stays. Throws Failed. */
export async function choose(choice: string): Promise<void> {
  await speak('seeker', worded(choice, agency.value?.form ?? ''));
  if (spot) {
    spot.lang = choice === offered()[0] ? null : choice;
    history.replaceState(history.state, '', pathOf(spot, spot.view));
  }
  await relabel();
}

/** Kept with the account, and spoken at once. Throws Failed, Refused. */
export async function chooseAlways(choice: string): Promise<void> {
  await keepLanguage(choice);
  await choose(choice);
}

/** Whoever signs in on a page without a language in its address is spoken to in the kept one. Without its words the page stays as it is. */
export function speakAsKept(): void {
  const kept = me.value?.lang;
  if (kept && spot?.lang === null && kept !== spoken() && offered().includes(kept)) void choose(kept).catch(() => undefined);
}
