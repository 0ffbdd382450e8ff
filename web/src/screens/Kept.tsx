import { access } from '../features/access/access';
import { CodeOnce } from '../features/account/CodeOnce';
import { begun } from '../features/enquiry/letter';
import { t } from '../i18n/i18n';
import { askAgain } from '../session/again';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { SaveLine } from '../ui/save/save';
import { StatusLine, say } from '../ui/status/status';
import { Address } from './Address';
import { leave } from './leave';
import { code, go } from './state';

/** "Write on later": the access is there, the text is kept, and nobody has read it. */
export function Kept() {
  const shown = code.value, draft = begun.value;
  const noted = () => { code.value = null; say(t('sent.code_gone')); document.querySelector<HTMLElement>('h1')?.focus(); };
  return (
    <View title={t('sent.kept')} step={t('sent.kept_title')}>
      {draft && <SaveLine state={draft.state.value} onSignIn={() => void askAgain()} />}
      <p>{t('sent.kept_text')}</p>
      <Address />
      {shown && <CodeOnce code={shown} only={access.codeOnly.value} onDone={noted} />}
      <StatusLine />
      <div class="buttons">
        <Button kind={shown ? 'quiet' : 'main'} onPress={() => go('write')}>{t('sent.write_on')}</Button>
        <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
      </div>
    </View>
  );
}
