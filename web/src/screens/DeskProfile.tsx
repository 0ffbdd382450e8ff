// One's own place: the name that seekers read, how one signs in, and where one is signed in.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { PasswordBlock } from '../features/access/PasswordBlock';
import { CodeBlock } from '../features/account/CodeBlock';
import { OwnSessions } from '../features/desk/OwnSessions';
import { counted } from '../features/desk/desk';
import { StaffNotices } from '../features/notices/NoticeBlock';
import type { OwnSession } from '../crypto/wire';
import { t, tn } from '../i18n/i18n';
import { inWordsNear } from '../i18n/moment';
import { endsAt, me } from '../session/account';
import { signedIn } from '../session/again';
import { endOne, endOthers, sessions } from '../session/sessions';
import { told } from '../session/trouble';
import type { Telling } from '../ui/block/block';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { Apart } from './Apart';

const telling: Telling = (error, again) => <Failure told={told(error)}>{again && <Button kind="quiet" onPress={again}>{t('desk.try_again')}</Button>}</Failure>;

export function DeskProfile() {
  const list = useSignal<readonly OwnSession[] | null>(null);
  const busy = useSignal<string | null>(null);
  const trouble = useSignal<unknown>(null);
  /** One step at a time, then the list anew; `key` says which button is busy. */
  const act = async (key: string, step: () => Promise<void>, said = '') => {
    if (busy.value !== null) return;
    busy.value = key;
    trouble.value = null;
    hush();
    try {
      await signedIn(step);
      list.value = await signedIn(sessions);
      if (said) say(said);
    } catch (error) { trouble.value = error; } finally { busy.value = null; }
  };
  const load = () => act('load', async () => undefined);
  useEffect(() => { void load(); }, []);
  const person = me.value, others = (list.value ?? []).filter((session) => !session.own);
  return (
    <View title={t('desk.profile')} step={counted.value + t('desk.profile')}>
      <div class="split">
        <section class="list" aria-labelledby="sessions-title">
          <h2 id="sessions-title">{t('desk.sessions')} <span class="count">{list.value?.length}</span></h2>
          <p>{t('desk.sessions_text')}</p>
          <StatusLine />
          <Failure told={told(trouble.value)}><Button kind="quiet" onPress={load}>{t('desk.try_again')}</Button></Failure>
          {list.value === null && trouble.value === null && <p class="soft">{t('desk.loading')}</p>}
          {list.value && <OwnSessions sessions={list.value} busy={busy.value} onEnd={(session) => void act(session.handle, () => endOne(session.handle), t('desk.session_ended'))} />}
          {others.length > 0 && (
            <div class="buttons"><Button kind="quiet" busy={busy.value === 'others'} onPress={() => void act('others', endOthers, tn('desk.sessions_ended', others.length))}>{t('desk.sessions_end')}</Button></div>
          )}
        </section>
        {person && (
          <aside class="card stack tight">
            <h2>{t('desk.me')}</h2>
            <dl class="data">
              <div><dt>{t('staff.alias')}</dt><dd translate={false}>{person.alias ?? person.name}</dd></div>
              <div><dt>{t('desk.me_name')}</dt><dd translate={false}>{person.name}</dd></div>
              <div><dt>{t('staff.roles')}</dt><dd>{person.roles.map((role) => t(`staff.role_${role}`)).join(', ')}</dd></div>
              <div><dt>{t('desk.me_until')}</dt><dd>{inWordsNear(endsAt.value)}</dd></div>
            </dl>
          </aside>
        )}
      </div>
      <Apart telling={telling}>
        <div class="stack">
          <PasswordBlock telling={telling} />
          <CodeBlock telling={telling} />
          <StaffNotices telling={telling} />
        </div>
      </Apart>
    </View>
  );
}
