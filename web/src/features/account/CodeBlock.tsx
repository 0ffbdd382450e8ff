import { useSignal } from '@preact/signals';
import { Refused } from '../../crypto/verbs';
import { t } from '../../i18n/i18n';
import { renewCode } from '../../session/access';
import { canReckonPasswords, me } from '../../session/account';
import { signedIn } from '../../session/again';
import { Failed } from '../../session/api';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { CodeOnce } from './CodeOnce';
import { Proving } from './Proving';

/** A new return code, shown this once; the old one is void. */
export function CodeBlock({ telling }: BlockProps) {
  const doing = useDoing(), open = useSignal(false), code = useSignal<string | null>(null);
  const only = !me.value?.name;
  const noted = () => { code.value = null; doing.said.value = t('account.code_renewed'); document.getElementById('code-block-title')?.focus(); };
  const renew = async (typed: { password: string } | { code: string }) => {
    let wrong = false;
    const done = await doing.act(async () => {
      try { code.value = await signedIn(() => renewCode(typed)); } catch (error) {
        wrong = (error instanceof Failed && error.code === 'sign_in_failed') || (error instanceof Refused && error.check === 'code');
        if (!wrong) throw error;
      }
    }, '', t('account.saving'));
    if (done && !wrong) open.value = false;
    return !wrong;
  };
  return (
    <Block id="code-block" title={t('account.code')} doing={doing} telling={telling}>
      {code.value !== null ? <CodeOnce code={code.value} only={only} renewed onDone={noted} /> : (
        <>
          <p>{t('account.code_text')}</p>
          {open.value
            ? <Proving id="renew" byCode={only || !canReckonPasswords()} busy={doing.busy.value} label={t('account.new_code')} onTyped={renew} onCancel={() => { open.value = false; }} />
            : <div class="buttons"><Button kind="quiet" onPress={() => { doing.said.value = ''; open.value = true; }}>{t('account.new_code')}</Button></div>}
        </>
      )}
    </Block>
  );
}
