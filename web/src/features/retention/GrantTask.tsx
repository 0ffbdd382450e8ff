import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, tn } from '../../i18n/i18n';
import { checked } from '../../session/agency';
import { signedIn } from '../../session/again';
import { Button } from '../../ui/button/button';
import { Notice } from '../../ui/notice/notice';
import { grantAll, without } from './retention';

/** Cases of before the agency documented: this browser gives the archive its keys, one after the other. Nothing is shown where there is nothing to do. */
export function GrantTask() {
  const left = useSignal(0), failed = useSignal(false), documents = checked.value?.policy.retention === 'doc';
  const work = async () => {
    failed.value = false;
    try {
      await signedIn(async () => {
        const { cases } = await without();
        left.value = cases.length;
        await grantAll(cases, (done) => { left.value = cases.length - done; });
      });
    } catch { failed.value = left.value > 0; }
  };
  useEffect(() => { if (documents) void work(); }, [documents]);
  if (left.value === 0) return null;
  return (
    <Notice>
      <p role="status">{tn('archive.task', left.value)}</p>
      {failed.value && <><p>{t('archive.task_failed')}</p><Button kind="quiet" onPress={work}>{t('desk.try_again')}</Button></>}
    </Notice>
  );
}
