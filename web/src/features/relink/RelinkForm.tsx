import { useSignal } from '@preact/signals';
import { inWordsDate } from '../../i18n/moment';
import { t, tn } from '../../i18n/i18n';
import { Failed } from '../../session/api';
import { Button } from '../../ui/button/button';
import { Choices, Tick } from '../../ui/choice/choice';
import { PasswordField, TextField } from '../../ui/field/field';
import { Notice } from '../../ui/notice/notice';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { share, type Earlier } from './relink';

interface Props {
  /** The case of the new account. */
  id: string;
  topic: (code: string) => string | null;
  /** One's own other cases whose person goes by this name. */
  find: (name: string) => Promise<readonly Earlier[]>;
  act: (work: () => Promise<void>) => Promise<void>; busy: boolean; onShared: () => void;
}

const checks = ['ask', 'tell', 'mail', 'doubt'] as const;

/** What has to be settled first, the earlier name as it was said, which case, and the password; then it is shared. */
export function RelinkForm({ id, topic, find, act, busy, onShared }: Props) {
  const name = useSignal(''), found = useSignal<readonly Earlier[] | null>(null), chosen = useSignal(''), sure = useSignal(false), password = useSignal('');
  const faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { 'relink-name': name, 'relink-case': chosen, 'relink-password': password });
  const search = () => {
    faults.value = name.value.trim() ? [] : [{ field: 'relink-name', text: t('relink.fault_name') }];
    if (!faults.value.length) void act(async () => { found.value = await find(name.value); chosen.value = found.value.length === 1 ? found.value[0]!.id : ''; });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!found.value?.length) { search(); return; }
    faults.value = [
      ...(chosen.value ? [] : [{ field: 'relink-case', text: t('relink.fault_case') }]),
      ...(sure.value ? [] : [{ field: 'relink-sure', text: t('relink.fault_sure') }]),
      ...(password.value ? [] : [{ field: 'relink-password', text: t('order.fault_password') }]),
    ];
    if (faults.value.length) return;
    void act(async () => {
      try {
        await share(chosen.value, id, password.value);
        password.value = '';
        onShared();
      } catch (error) {
        if (!(error instanceof Failed) || error.code !== 'sign_in_failed') throw error;
        faults.value = [{ field: 'relink-password', text: t('relink.wrong_password') }];
      }
    });
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      <Summary faults={faults.value} />
      <Notice kind="warn"><p>{t('relink.lead')}</p></Notice>
      <h3>{t('relink.first')}</h3>
      <ul>{checks.map((check) => <li key={check}>{t(`relink.check_${check}`)}</li>)}</ul>
      <TextField id="relink-name" label={t('relink.name')} hint={t('relink.name_hint')} value={name} most={64} fault={faultOf(faults.value, 'relink-name')} />
      <div class="buttons"><Button kind="quiet" busy={busy} onPress={search}>{t('relink.find')}</Button></div>
      <div role="status">{found.value?.length === 0 && <p>{t('relink.none')}</p>}</div>
      {found.value && found.value.length > 0 && (
        <>
          <Choices legend={t('relink.which')} name="relink-case" value={chosen}
            options={found.value.map((one) => ({ value: one.id, label: t('relink.case', { topic: topic(one.topic) ?? t('relink.untitled'), date: inWordsDate(one.since), count: tn('relink.count', one.messages) }) }))} />
          <Tick id="relink-sure" label={t('relink.sure')} value={sure} />
          <PasswordField kind="current" id="relink-password" label={t('order.password')} hint={t('order.password_hint')} value={password} fault={faultOf(faults.value, 'relink-password')} />
          <div class="buttons"><Button kind="danger" submit busy={busy}>{t(busy ? 'relink.going' : 'relink.go')}</Button></div>
        </>
      )}
    </form>
  );
}
