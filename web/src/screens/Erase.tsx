import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Announcement } from '../features/erasure/Announcement';
import { announced, erase, fallsShort, type Announced } from '../features/erasure/erasure';
import { ProveForm, proofField } from '../features/erasure/ProveForm';
import { TakeAlongBlock } from '../features/takealong/TakeAlongBlock';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { Failed } from '../session/api';
import { speakApart } from '../session/assets';
import { lost } from '../session/insist';
import type { Typed } from '../session/proof';
import { Button } from '../ui/button/button';
import { Disclosure } from '../ui/disclosure/disclosure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine, hush, say } from '../ui/status/status';
import type { Fault } from '../ui/summary/summary';
import { inward, outward } from './back';
import { Failure } from './Failure';
import { erased } from './leave';

/** "Alles löschen" (UX R13): first what goes and what stays, then, with the password, for good. Nothing is half done: it is one step at the server. */
export function Erase() {
  const shown = useSignal<Announced | null>(null), spoken = useSignal(false);
  const failed = useSignal<{ error: unknown; erasing: boolean } | null>(null);
  const busy = useSignal(false), changed = useSignal(false);
  const faults = useSignal<readonly Fault[]>([]);
  const load = async () => {
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    try {
      await speakApart();
      spoken.value = true;
      shown.value = await signedIn(announced);
    } catch (error) { failed.value = { error, erasing: false }; } finally { busy.value = false; }
  };
  useEffect(() => { inward(); void load(); }, []);
  const go = async (typed: Typed) => {
    busy.value = true;
    failed.value = null;
    changed.value = false;
    faults.value = [];
    say(t('erasure.going'));
    try {
      const receipt = await erase(shown.value!, typed);
      erased({ ...receipt, short: fallsShort(shown.value!, receipt) });
      return;
    } catch (error) {
      hush();
      const code = error instanceof Failed ? error.code : '';
      if (code === 'sign_in_failed') faults.value = [{ field: proofField(typed), text: t('code' in typed ? 'erasure.wrong_code' : 'erasure.wrong_password') }];
      else if (code !== 'conflict') failed.value = { error, erasing: true };
      busy.value = false;
      if (code !== 'conflict') return;
    }
    shown.value = null; // read again what holds now
    await load();
    changed.value = true;
  };
  const back = <Button kind="quiet" busy={busy.value} onPress={outward}>{t(spoken.value ? 'erasure.back' : 'settings.back')}</Button>;
  const trouble = failed.value && (
    <>
      {failed.value.erasing && <Notice kind="warn"><p>{t(lost(failed.value.error) ? 'erasure.unknown' : 'erasure.not_done')}</p></Notice>}
      <Failure error={failed.value.error} again={failed.value.erasing ? undefined : load} busy={busy.value} />
    </>
  );
  if (!spoken.value) return <View title={t('app.loading')} step={t('settings.title')}>{trouble}<div class="buttons">{back}</div></View>;
  return (
    <View title={t('erasure.heading')} step={t('erasure.title')}>
      {changed.value && <Notice kind="warn"><p>{t('erasure.changed')}</p></Notice>}
      {!shown.value && !trouble && <p>{t('erasure.loading')}</p>}
      {!shown.value && trouble}
      {shown.value && !busy.value && <Disclosure label={t('takealong.heading')}><TakeAlongBlock telling={(error) => <Failure error={error} />} /></Disclosure>}
      {shown.value
        ? <><Announcement shown={shown.value} /><StatusLine /><ProveForm faults={faults} onTyped={(typed) => void go(typed)} go={t(busy.value ? 'erasure.going_short' : 'erasure.go')} busy={busy.value} trouble={trouble} beside={back} /></>
        : <div class="buttons">{back}</div>}
    </View>
  );
}
