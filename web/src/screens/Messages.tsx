import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Case } from '../crypto/wire';
import { list } from '../features/case/case';
import { CaseList } from '../features/case/CaseList';
import { t } from '../i18n/i18n';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';
import { CaseView } from './CaseView';
import { Failure } from './Failure';
import { Relogin, signedOut } from './Relogin';
import { go, open } from './state';
import { topicName } from './topic';
import { leave } from './leave';

/** All cases of the account. Most people have one: it is opened at once. */
export function Messages() {
  const cases = useSignal<readonly Case[] | null>(null);
  const failed = useSignal<unknown>(null);
  const load = async () => {
    failed.value = null;
    const slow = setTimeout(() => say(t('case.loading')), 1_000);
    try {
      const found = await list();
      cases.value = found;
      if (found.length === 1) open.value = found[0]!.id;
      hush();
    } catch (error) { hush(); failed.value = error; } finally { clearTimeout(slow); }
  };
  useEffect(() => { void load(); }, []);
  if (open.value) return <CaseView key={open.value} id={open.value} onBack={cases.value && cases.value.length > 1 ? () => { open.value = null; } : undefined} />;
  return (
    <View title={t('case.list')} step={t('case.list_title')}>
      <StatusLine />
      {failed.value !== null && (signedOut(failed.value) ? <Relogin onIn={load} /> : <Failure error={failed.value} again={load} />)}
      {cases.value?.length === 0 && <><p>{t('case.none')}</p><div class="buttons"><Button onPress={() => go('write')}>{t('case.write')}</Button></div></>}
      {cases.value && cases.value.length > 0 && <CaseList cases={cases.value} topic={topicName} onOpen={(id) => { open.value = id; }} />}
      <div class="buttons"><Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button></div>
    </View>
  );
}
