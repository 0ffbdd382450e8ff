import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer } from '../../crypto/verbs';
import type { AskedBy } from '../../crypto/wire';
import { inWordsDate } from '../../i18n/moment';
import { t, tn } from '../../i18n/i18n';
import { Failed } from '../../session/api';
import { Button } from '../../ui/button/button';
import { Choices, Tick } from '../../ui/choice/choice';
import { PasswordField } from '../../ui/field/field';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { order, outcome } from './desk';

interface Props {
  id: string;
  /** What is there, and the seeker's letters in which it may have been asked: the newest first, each with its beginning. */
  counts: { messages: number; files: number }; letters: readonly { id: string; label: string }[];
  act: (work: () => Promise<void>) => Promise<void>; busy: boolean; onOrdered: (runsAt: number) => void;
}

const outside: readonly AskedBy[] = ['phone', 'person', 'letter'];

/** "Löschen auf Wunsch" (UX C7): what would happen, the ground, and the password; then it is signed. */
export function OrderForm({ id, counts, letters, act, busy, onOrdered }: Props) {
  const what = useSignal<Answer<'outcome'> | null>(null);
  const way = useSignal<string>(letters.length ? 'case' : ''), request = useSignal(letters[0]?.id ?? '');
  const account = useSignal(false), password = useSignal(''), faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { 'order-way': way, 'order-password': password });
  useEffect(() => { void act(async () => { what.value = await outcome(); }); }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy || !what.value) return;
    faults.value = [
      ...(way.value ? [] : [{ field: 'order-way', text: t('order.fault_way') }]),
      ...(password.value ? [] : [{ field: 'order-password', text: t('order.fault_password') }]),
    ];
    if (faults.value.length) return;
    void act(async () => {
      try {
        onOrdered(await order(id, { way: way.value as AskedBy, request: way.value === 'case' ? request.value : null, account: account.value }, password.value));
        password.value = '';
      } catch (error) {
        if (!(error instanceof Failed) || error.code !== 'sign_in_failed') throw error;
        faults.value = [{ field: 'order-password', text: t('order.wrong_password') }];
      }
    });
  };
  if (!what.value) return null;
  const { mode, until, wait } = what.value;
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={submit}>
      <Summary faults={faults.value} />
      <p>{t('order.lead')}</p>
      <ul>
        <li>{tn('order.messages', counts.messages)}{counts.files > 0 && `, ${tn('order.files', counts.files)}`}</li>
        <li>{mode === 'delete' ? t('order.deleted') : t('order.sealed', { date: inWordsDate(until!) })}</li>
        <li>{tn('order.waits', wait)}</li>
      </ul>
      <Choices legend={t('order.way')} name="order-way" value={way} options={[...(letters.length ? ['case' as const] : []), ...outside].map((value) => ({ value, label: t(`order.way_${value}`) }))} />
      {way.value === 'case' && <Choices legend={t('order.request')} name="order-request" value={request} options={letters.map((one) => ({ value: one.id, label: one.label }))} />}
      <Tick id="order-account" label={t('order.account')} value={account} />
      <PasswordField kind="current" id="order-password" label={t('order.password')} hint={t('order.password_hint')} value={password} fault={faultOf(faults.value, 'order-password')} />
      <div class="buttons"><Button kind="danger" submit busy={busy}>{t(busy ? 'order.going' : 'order.go')}</Button></div>
    </form>
  );
}
