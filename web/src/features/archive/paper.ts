// The archive's key from the recovery sheet, for a lead who does not hold it: typed here, kept by the worker alone, gone when the archive is left (PROTOCOL 2.8.16).
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';

/** What stands behind the beginning of a key, in the fours of the sheet. */
export const foursOf = (typed: string): string[] => typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '').replace(/^AGESECRETKEYPQ1/, '').match(/.{1,4}/g) ?? [];

/** Gives a key to the worker. What is wrong with it, in words; empty: it is at hand. Throws Refused. */
export async function typeKey(typed: string): Promise<string> {
  try {
    const { slip, group } = await ask('typeArchiveKey', { typed });
    if (slip === null) return '';
    return slip === 'slip' && group === 0 ? t('paper.slips') : t(`paper.${slip}`, { group, four: foursOf(typed)[group - 1] ?? '', count: foursOf(typed).join('').length });
  } catch (error) {
    if (error instanceof Refused && error.check === 'G9') return t('paper.another');
    throw error;
  }
}

/** Which key there is: one's own, one from paper, or none. */
export const keyAtHand = async (): Promise<'keyring' | 'paper' | null> => (await ask('archiveKey')).from;

/** A key from paper is forgotten, and what was opened with it. */
export const shut = (): Promise<unknown> => ask('shutArchive');
