import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { signedIn } from '../../session/again';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { takeOver } from './pool';

interface Props { id: string; onTake: (under: boolean) => void; onTaken: () => void; onGone: (by: string | null) => void }

/** The one step of an enquiry: making it one's own. */
export function TakeOver({ id, onTake, onTaken, onGone }: Props) {
  const busy = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const take = async () => {
    busy.value = true;
    onTake(true);
    trouble.value = null;
    try {
      const end = await signedIn(() => takeOver(id));
      if (end.state === 'taken') onTaken(); else onGone(end.by);
    } catch (error) { trouble.value = error; } finally { busy.value = false; onTake(false); }
  };
  return (
    <>
      <Failure told={told(trouble.value)} />
      <div class="reply-bar">
        <Button busy={busy.value} onPress={take} describedBy="take-hint">{t(busy.value ? 'pool.taking' : 'pool.take')}</Button>
        <p class="hint" id="take-hint">{t('pool.take_hint')}</p>
      </div>
    </>
  );
}
