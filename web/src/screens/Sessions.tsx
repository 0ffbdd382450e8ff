import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OwnSession } from '../crypto/wire';
import { t } from '../i18n/i18n';
import { inWordsNear } from '../i18n/moment';
import { signedIn } from '../session/again';
import { endOne, endOthers, sessions } from '../session/sessions';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { outward } from './back';
import { Failure } from './Failure';
import { leave } from './leave';

/** Where else somebody is signed in with this access, and ending it. */
export function Sessions() {
  const all = useSignal<readonly OwnSession[] | null>(null);
  const failed = useSignal<unknown>(null);
  const busy = useSignal(false);
  const act = async (work: () => Promise<void>, done?: string) => {
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    hush();
    try {
      await signedIn(work);
      all.value = await signedIn(sessions);
      if (done) say(done);
    } catch (error) { failed.value = error; } finally { busy.value = false; }
  };
  const load = () => act(async () => undefined);
  useEffect(() => { void load(); }, []);
  const others = all.value?.filter((one) => !one.own) ?? [];
  return (
    <View title={t('session.heading')} step={t('session.title')}>
      <p>{t('session.lead')}</p>
      {failed.value !== null && <Failure error={failed.value} again={load} busy={busy.value} />}
      {all.value && (
        <ul class="case-list">
          {all.value.map((one) => (
            <li class="card" key={one.handle}>
              <h2>{t(one.own ? 'session.own' : 'session.elsewhere')}</h2>
              <p class="soft">{!one.own && `${t('session.used', { when: inWordsNear(one.last_use) })} `}{t('session.ends', { when: inWordsNear(one.ends_at) })}</p>
              {!one.own && <Button kind="quiet" busy={busy.value} onPress={() => act(() => endOne(one.handle), t('session.ended'))}>{t('session.end')}</Button>}
            </li>
          ))}
        </ul>
      )}
      {all.value && others.length === 0 && <p>{t('session.alone')}</p>}
      <StatusLine />
      <div class="buttons">
        {others.length > 1 && <Button busy={busy.value} onPress={() => act(endOthers, t('session.ended_all'))}>{t('session.end_all')}</Button>}
        <Button kind="quiet" onPress={outward}>{t('session.back')}</Button>
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}
