import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { checked } from '../../session/agency';
import { signedIn } from '../../session/again';
import { told } from '../../session/trouble';
import { Button } from '../../ui/button/button';
import { Failure } from '../../ui/failure/failure';
import { allow } from './relink';

/** For leads: whether an earlier case may be shared with a new account. It is signed; seekers who have read the policy before are told. */
export function RelinkPolicy() {
  const busy = useSignal(false), trouble = useSignal<unknown>(null), on = checked.value?.policy.relink === 'confirmed';
  const turn = async () => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { await signedIn(() => allow(!on)); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  return (
    <section class="card stack" aria-labelledby="relink-policy">
      <h2 id="relink-policy">{t('relink.policy')}</h2>
      <p role="status">{t(on ? 'relink.policy_on' : 'relink.policy_off')}</p>
      <Failure told={told(trouble.value)} />
      <div class="buttons"><Button kind="quiet" busy={busy.value} onPress={() => void turn()}>{t(busy.value ? 'archive.signing' : on ? 'relink.turn_off' : 'relink.turn_on')}</Button></div>
    </section>
  );
}
