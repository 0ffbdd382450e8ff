import { t } from '../../i18n/i18n';

/** Where one is, in words. There is no clicking ahead. */
export const Steps = ({ at, of }: { at: number; of: number }) => <p class="steps">{t('common.step', { at, of })}</p>;
