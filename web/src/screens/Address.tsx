import { t } from '../i18n/i18n';
import { agency } from '../session/agency';

/** The address to come back to: nothing on this device remembers it. */
export const Address = () => (agency.value && <p>{t('sent.address')} <strong class="address" translate={false}>{location.host}/{agency.value.short}</strong></p>);
