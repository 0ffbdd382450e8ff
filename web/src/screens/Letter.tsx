import { useSignal } from '@preact/signals';
import { AccessForm } from '../features/access/AccessForm';
import { taken } from '../features/access/access';
import { Facts } from '../features/access/Facts';
import { Write } from '../features/enquiry/Write';
import { letter } from '../features/enquiry/letter';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { agency, checked } from '../session/agency';
import { Failed } from '../session/api';
import { CrisisList } from '../ui/crisis/crisis';
import { View } from '../ui/frame/view';
import { hush, say } from '../ui/status/status';
import type { Fault } from '../ui/summary/summary';
import { Failure } from './Failure';
import { Relogin, signedOut } from './Relogin';
import { prepareAgain } from './prepare';
import { sendFirst } from './first';
import { watchOver } from './leave';
import { go, moved, step, trouble } from './state';

/** An account that has been made keeps its name and password: they must not be typed anew as if that changed anything. The letter stands there to be sent again. */
function stopped(error: unknown): void {
  if (me.value) step.value = 'write';
  trouble.value = error;
}

/** The two steps before there is an account: write, then name and password. */
export function Letter() {
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const known = agency.value;
  if (!known) return <View title={t('write.heading')} step={t('write.title')} quiet={!moved.value}>{trouble.value === null ? <p>{t('app.loading')}</p> : <Failure error={trouble.value} again={prepareAgain} />}</View>;
  if (known.setup !== 'ready') return <Closed />;

  const send = async () => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    say(t('access.sending'));
    try { await sendFirst(); watchOver(); hush(); } catch (error) {
      hush();
      if (error instanceof Failed && error.code === 'name_taken') faults.value = await taken(); else stopped(error);
    } finally { busy.value = false; }
  };
  const failure = trouble.value !== null && (me.value && signedOut(trouble.value) ? <Relogin kept onIn={() => void send()} /> : <Failure error={trouble.value} kept={!!letter.text.value} again={step.value === 'access' || me.value ? send : prepareAgain} busy={busy.value} />);
  if (step.value === 'write') return <>{failure}<Write agency={known} quiet={!moved.value} onNext={() => { if (me.value) void send(); else go('access'); }} /></>;
  return (
    <AccessForm faults={faults} busy={busy.value} onSend={send} onBack={() => go('write')} onTrouble={(error) => { trouble.value = error; }}
      facts={checked.value && <Facts checked={checked.value} />} trouble={failure} />
  );
}

/** The agency takes no letters yet: says so, and who can help now. */
const Closed = () => (
  <View title={t('write.closed')} step={t('write.title')} quiet={!moved.value}>
    <p>{t('write.closed_text')}</p>
    <CrisisList countries={agency.value?.crisis ?? []} />
  </View>
);
