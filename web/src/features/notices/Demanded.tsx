import { useEffect } from 'preact/hooks';
import { fromAgency, t } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { apart, speakApart } from '../../session/assets';
import { TextField } from '../../ui/field/field';
import { faultOf, type Fault } from '../../ui/summary/summary';
import { address } from './notices';

/** Whether this agency wants an address of everybody who writes. Without the words for it nobody is asked, and nobody is kept from writing. */
export const demanded = (): boolean => agency.value?.notices?.mode === 'mandatory' && apart.value;

/** What cannot be accepted; the worker looks at it again before it seals. */
export const addressFaults = (): Fault[] => (demanded() && !/^\S+@\S+\.\S+$/.test(address.value.trim()) ? [{ field: 'address', text: t('notice.address_fault') }] : []);

/** The address in the step of name and password, with the agency's reason. */
export function Demanded({ faults }: { faults: readonly Fault[] }) {
  const known = agency.value, wanted = known?.notices?.mode === 'mandatory';
  useEffect(() => { if (wanted) speakApart().catch(() => undefined); }, []);
  if (!known || !demanded()) return null;
  const why = fromAgency(known.notices!.why, known.languages[0] ?? '');
  return (
    <TextField id="address" mode="email" most={254} label={t('notice.address')} value={address} fault={faultOf(faults, 'address')}
      hint={<>{t('notice.asked', { agency: known.name })}: <span lang={why.lang}>{why.text}</span> {t('notice.seen')}</>} />
  );
}
