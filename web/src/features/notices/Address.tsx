import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import type { Doing } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { TextField } from '../../ui/field/field';
import { address, give, level, notices } from './notices';

/** What a notice says, chosen before one knows it: so it is shown as it would arrive. */
export function Level({ name }: { name: string }) {
  const sample = notices.value!.sample;
  const options = [{ value: 'mail', label: t('notice.level_mail') }, { value: 'link', label: t('notice.level_link', { link: sample.link.replace(/^https?:\/\//, '') }) }];
  const [first = '', ...rest] = sample.text.trim().split('\n\n');
  return (
    <>
      <Choices legend={t('notice.level')} name={name} options={options} value={level} />
      <Disclosure label={t('notice.sample')}><div class="stack">
        <p class="soft">{t('notice.sender', { sender: sample.sender })}<br />{t('notice.subject', { subject: sample.subject })}</p>
        {[first, ...(level.value === 'link' ? [sample.link] : []), ...rest].map((part) => <p key={part}>{part}</p>)}
      </div></Disclosure>
    </>
  );
}

/** One's own address; a code goes there. */
export function AddressForm({ id, doing, staff, onBack }: { id: string; doing: Doing; staff: boolean; onBack?: () => void }) {
  const fault = useSignal<'address' | 'often' | null>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    await doing.act(async () => { fault.value = await give(); }, '', t('notice.sending'));
    if (fault.value) document.getElementById(id)?.focus();
    else if (doing.failed.value === null) { doing.said.value = t('notice.sent'); onBack?.(); document.getElementById(`${id}-code`)?.focus(); }
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={send}>
      <TextField id={id} mode="email" most={254} label={t('notice.address')} free value={address} fault={fault.value ? t(fault.value === 'often' ? 'notice.often' : 'notice.address_fault') : undefined}
        hint={<>{t(staff ? 'notice.staff_seen' : 'notice.seen')}{!staff && <> {t('notice.never')}</>}</>} />
      {!staff && <Level name={`${id}-level`} />}
      <div class="buttons">
        <Button kind="quiet" submit busy={doing.busy.value}>{t('notice.send')}</Button>
        {onBack && <Button kind="plain" onPress={onBack}>{t('notice.back')}</Button>}
      </div>
    </form>
  );
}
