import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OwnSession } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { inWordsNear } from '../../i18n/moment';
import { signedIn } from '../../session/again';
import { endOne, endOthers, sessions } from '../../session/sessions';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';

/** Where else somebody is signed in with this access, and ending it. */
export function SessionsBlock({ telling }: BlockProps) {
  const all = useSignal<readonly OwnSession[] | null>(null);
  const doing = useDoing();
  const act = (work: () => Promise<void>, done = '') => void doing.act(async () => {
    await signedIn(work);
    all.value = await signedIn(sessions);
  }, done);
  const load = () => act(async () => undefined);
  useEffect(load, []);
  const others = all.value?.filter((one) => !one.own) ?? [];
  return (
    <Block id="sessions" title={t('session.heading')} doing={doing} telling={telling} again={load}>
      <p>{t('session.lead')}</p>
      {all.value && (
        <ul class="case-list">
          {all.value.map((one) => (
            <li key={one.handle}>
              <h3>{t(one.own ? 'session.own' : 'session.elsewhere')}</h3>
              <p class="soft">{!one.own && `${t('session.used', { when: inWordsNear(one.last_use) })}\n`}{t('session.ends', { when: inWordsNear(one.ends_at) })}</p>
              {!one.own && <div class="buttons"><Button kind="quiet" busy={doing.busy.value} onPress={() => act(() => endOne(one.handle), t('session.ended'))}>{t('session.end')}</Button></div>}
            </li>
          ))}
        </ul>
      )}
      {all.value && others.length === 0 && <p>{t('session.alone')}</p>}
      {others.length > 1 && <div class="buttons"><Button kind="quiet" busy={doing.busy.value} onPress={() => act(endOthers, t('session.ended_all'))}>{t('session.end_all')}</Button></div>}
    </Block>
  );
}
