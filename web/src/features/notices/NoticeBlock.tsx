import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import { inWords } from '../../i18n/moment';
import { agency } from '../../session/agency';
import { apart, speakApart } from '../../session/assets';
import { Block, useDoing, type BlockProps, type Doing } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { TextField } from '../../ui/field/field';
import { AddressForm, Level } from './Address';
import { address, code, confirm, load, notices, saveLevel, stop } from './notices';

/** Whether seekers of this agency may leave an address. */
export const offered = (): boolean => agency.value?.notices != null && agency.value.notices.mode !== 'hidden';

/** Notices by mail, among the settings. Where the agency asks for no address there is nothing to settle. */
export const NoticeBlock = ({ telling }: BlockProps) => (offered() ? <Settled telling={telling} staff={false} /> : null);

/** The same for staff: a summary for their own address. */
export const StaffNotices = ({ telling }: BlockProps) => (agency.value?.notices ? <Settled telling={telling} staff /> : null);

function Settled({ telling, staff }: BlockProps & { staff: boolean }) {
  const doing = useDoing(), ready = useReady(doing);
  if (!apart.value) return doing.failed.value === null ? null : <>{telling(doing.failed.value, ready)}</>;
  return (
    <Block id="notices" title={t('notice.heading')} doing={doing} telling={telling} {...(notices.value ? {} : { again: ready })}>
      <p>{t(staff ? 'notice.staff_lead' : 'notice.lead')}</p>
      {notices.value && <Steps id="address" doing={doing} staff={staff} />}
    </Block>
  );
}

/** The question after the first letter (UX R6): one, voluntary, closed until somebody wants it. Without its words, or where the notifier is away, nothing is asked. */
export function NoticeQuestion({ telling }: BlockProps) {
  const doing = useDoing();
  useReady(doing);
  if (!offered() || !apart.value || !notices.value) return null;
  const begun = notices.value.state !== 'none' || !!address.peek();
  return (
    <section class="card" aria-label={t('notice.question')}>
      <Disclosure label={`${t('notice.question')} (${t('common.free')})`} open={begun}>
        <div class="stack">
          <p>{t('notice.lead')}</p>
          <Steps id="address" doing={doing} staff={false} />
        </div>
        {doing.failed.value !== null && telling(doing.failed.value, undefined, doing.busy.value)}
        <p class="status" role="status">{doing.said.value}</p>
      </Disclosure>
    </section>
  );
}

function useReady(doing: Doing): () => void {
  const ready = () => void doing.act(async () => { await Promise.all([speakApart(), load()]); });
  useEffect(ready, []);
  return ready;
}

/** What comes next for an address: give it, type the code, or leave it as it is. */
function Steps({ id, doing, staff }: { id: string; doing: Doing; staff: boolean }) {
  const anew = useSignal(false), { state, until } = notices.value!;
  const there = state === 'waiting' || state === 'on';
  if (!there || anew.value) {
    return (
      <>
        {!there && state !== 'none' && <p>{t(`notice.${state}`)}</p>}
        <AddressForm id={id} doing={doing} staff={staff} {...(there ? { onBack: () => { anew.value = false; } } : {})} />
      </>
    );
  }
  return (
    <>
      {state === 'waiting' ? <CodeForm id={`${id}-code`} doing={doing} until={until} /> : <On doing={doing} staff={staff} />}
      <div class="buttons">
        <Button kind="plain" busy={doing.busy.value} onPress={() => { doing.said.value = ''; anew.value = true; }}>{t('notice.another')}</Button>
        <Button kind="plain" busy={doing.busy.value} onPress={() => void doing.act(stop, t('notice.off_done'))}>{t('notice.off')}</Button>
      </div>
    </>
  );
}

/** The code of the mail. */
function CodeForm({ id, doing, until }: { id: string; doing: Doing; until: number | null }) {
  const fault = useSignal<'wrong' | 'over' | null>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    await doing.act(async () => { fault.value = await confirm(); });
    if (fault.value === 'over') doing.said.value = t('notice.code_over');
    else if (fault.value) document.getElementById(id)?.focus();
    else if (doing.failed.value === null) { doing.said.value = t('notice.saved'); document.getElementById('notices-title')?.focus(); }
  };
  return (
    <form class="stack" autocomplete="off" noValidate onSubmit={send}>
      <p>{t('notice.waiting')}</p>
      <TextField id={id} mode="numeric" most={8} label={t('notice.code')} value={code} fault={fault.value === 'wrong' ? t('notice.code_wrong') : undefined}
        hint={until === null ? undefined : t('notice.code_hint', { when: inWords(until) })} />
      <div class="buttons"><Button kind="quiet" submit busy={doing.busy.value}>{t('notice.confirm')}</Button></div>
    </form>
  );
}

function On({ doing, staff }: { doing: Doing; staff: boolean }) {
  return (
    <>
      <p>{t('notice.on')}</p>
      {!staff && (
        <>
          <Level name="notice-level" />
          <div class="buttons"><Button kind="quiet" busy={doing.busy.value} onPress={() => void doing.act(saveLevel, t('notice.saved'))}>{t('notice.save')}</Button></div>
        </>
      )}
    </>
  );
}
