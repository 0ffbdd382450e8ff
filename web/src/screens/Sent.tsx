import { CodeOnce } from '../features/account/CodeOnce';
import { access } from '../features/access/access';
import { t } from '../i18n/i18n';
import { inWords } from '../i18n/moment';
import { agency } from '../session/agency';
import { Button } from '../ui/button/button';
import { Dial } from '../ui/crisis/crisis';
import { View } from '../ui/frame/view';
import { StatusLine, say } from '../ui/status/status';
import { Address } from './Address';
import { leave } from './leave';
import { SecondPart } from './Second';
import { code, go, promised } from './state';

/** It has arrived. The return code stands here once; then signing out, or reading on. */
export function Sent() {
  const noted = () => { code.value = null; say(t('sent.code_gone')); document.querySelector<HTMLElement>('h1')?.focus(); };
  const shown = code.value, by = promised.value;
  return (
    <View title={t('sent.heading')} step={t('sent.title')}>
      <p>{t('sent.thanks')} {by !== null && t('sent.promise', { when: inWords(by, agency.value?.zone) })} {t('sent.find')}</p>
      <Address />
      {shown && <CodeOnce code={shown} only={access.codeOnly.value} onDone={noted} />}
      <StatusLine />
      {!shown && <SecondPart show={({ Notice }) => <Notice />} />}
      <p>{t('sent.no_help')}{'\n'}{t('common.danger')} <Dial number="112" /></p>
      <div class="buttons">
        <Button kind={shown ? 'quiet' : 'main'} onPress={leave}>{t('app.sign_out')}</Button>
        {!shown && <Button kind="quiet" onPress={() => go('messages')}>{t('sent.messages')}</Button>}
      </div>
    </View>
  );
}
