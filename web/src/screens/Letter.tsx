import { useSignal } from '@preact/signals';
import { AccessForm } from '../features/access/AccessForm';
import { CodeOnce } from '../features/account/CodeOnce';
import { access, taken } from '../features/access/access';
import { Facts, stays } from '../features/access/Facts';
import { Write } from '../features/enquiry/Write';
import { letter } from '../features/enquiry/letter';
import { Demanded, addressFaults } from '../features/notices/Demanded';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { agency, checked } from '../session/agency';
import { askAgain, signedIn } from '../session/again';
import { Failed } from '../session/api';
import { Button } from '../ui/button/button';
import { CrisisList } from '../ui/crisis/crisis';
import { View } from '../ui/frame/view';
import { hush, say } from '../ui/status/status';
import type { Fault } from '../ui/summary/summary';
import { inward, outward } from './back';
import { Failure } from './Failure';
import { prepareAgain } from './prepare';
import { Promises } from './Promises';
import { keepFirst, sendFirst } from './first';
import { leave } from './leave';
import { code, go, later, moved, step, trouble } from './state';

/** An account that has been made keeps its name and password: they must not be typed anew as if that changed anything. The letter stands there to be sent again. */
function stopped(error: unknown): void {
  if (me.value) step.value = 'write';
  trouble.value = error;
}

/** The two steps of a first letter: write, then name and password. With an access already the first one is enough. */
export function Letter() {
  const faults = useSignal<readonly Fault[]>([]);
  const busy = useSignal(false);
  const known = agency.value;
  if (!known) return <View title={t('write.heading')} step={t('write.title')} quiet={!moved.value}>{trouble.value === null ? <p>{t('app.loading')}</p> : <Failure error={trouble.value} again={prepareAgain} />}</View>;
  if (known.setup !== 'ready') return <Closed />;

  const act = async () => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    say(t(later.value ? 'access.keeping' : 'access.sending'));
    // Whose account was made a moment ago is signed in again without asking (first.ts); everybody else is asked.
    const work = later.value ? keepFirst : sendFirst;
    try { await (code.value === null && me.value ? signedIn(work) : work()); hush(); } catch (error) {
      hush();
      if (error instanceof Failed && error.code === 'name_taken') faults.value = await taken(); else stopped(error);
    } finally { busy.value = false; }
  };
  const sendOn = () => {
    faults.value = later.value ? [] : addressFaults();
    if (!faults.value.length) void act();
  };
  const to = (afterwards: boolean) => () => {
    later.value = afterwards;
    if (me.value) void act(); else { inward(); go('access'); }
  };
  const failure = trouble.value !== null && <Failure error={trouble.value} kept={!!letter.text.value} again={step.value === 'write' && !me.value ? prepareAgain : letter.text.value ? act : undefined} busy={busy.value} />;
  if (step.value === 'write') {
    // The way out of an account that was made a moment ago leads past its code, which may be the only way back in.
    return (
      <>
        {failure}
        <Promises />
        <OnlyCode />
        <Write agency={known} quiet={!moved.value} busy={busy.value} onNext={to(false)} onLater={me.value ? null : to(true)} onSignIn={() => void askAgain()} kept={checked.value?.policy.retention === 'doc' && <p class="hint">{stays(checked.value.policy)}</p>}
          beside={me.value && <Button kind="quiet" onPress={code.value === null ? leave : () => go('kept')}>{t('app.sign_out')}</Button>} />
      </>
    );
  }
  return (
    <AccessForm faults={faults} busy={busy.value} later={later.value} onSend={sendOn} onBack={outward} onTrouble={(error) => { trouble.value = error; }}
      facts={<>{!later.value && <Demanded faults={faults.value} />}{checked.value && <Facts checked={checked.value} />}</>} trouble={failure} />
  );
}

/** Without a password the code is the only way back, and nobody knows what comes next: a reload, an empty battery. So it is not kept for the confirmation. */
function OnlyCode() {
  const shown = code.value;
  const noted = () => { code.value = null; say(t('sent.code_gone')); document.querySelector<HTMLElement>('h1')?.focus(); };
  return me.value && shown !== null && access.codeOnly.value ? <CodeOnce code={shown} only onDone={noted} /> : null;
}

/** The agency takes no letters yet: says so, and who can help now. */
const Closed = () => (
  <View title={t('write.closed')} step={t('write.title')} quiet={!moved.value}>
    <p>{t('write.closed_text')}</p>
    <CrisisList countries={agency.value?.crisis ?? []} />
  </View>
);
