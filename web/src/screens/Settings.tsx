import type { FunctionComponent } from 'preact';
import { AlarmBlock } from '../features/access/AlarmBlock';
import { PasswordBlock } from '../features/access/PasswordBlock';
import { CodeBlock } from '../features/account/CodeBlock';
import { CodeOnce } from '../features/account/CodeOnce';
import { LanguageBlock } from '../features/account/LanguageBlock';
import { SessionsBlock } from '../features/account/SessionsBlock';
import { DetailsBlock } from '../features/enquiry/DetailsBlock';
import { EraseBlock } from '../features/erasure/EraseBlock';
import { StoredBlock } from '../features/stored/StoredBlock';
import { NoticeBlock } from '../features/notices/NoticeBlock';
import { TakeAlongBlock } from '../features/takealong/TakeAlongBlock';
import { t } from '../i18n/i18n';
import type { BlockProps, Telling } from '../ui/block/block';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { Apart } from './Apart';
import { outward } from './back';
import { chooseAlways, offered, spoken } from './language';
import { leave } from './leave';
import { Trouble } from './Trouble';

const Alarm = (props: BlockProps) => <AlarmBlock {...props} shown={(code, only, onDone) => <CodeOnce code={code} only={only} renewed onDone={onDone} />} />;

const Language = (props: BlockProps) => <LanguageBlock {...props} choices={offered()} now={spoken()} onChoose={chooseAlways} />;

/** What can be settled, in this order. A block is a component of its own: it asks, saves, and tells by itself what came of it; nothing here navigates. */
const blocks: readonly FunctionComponent<BlockProps>[] = [
  DetailsBlock, Language, PasswordBlock, CodeBlock, Alarm,
  NoticeBlock, SessionsBlock,
  StoredBlock, TakeAlongBlock, EraseBlock,
];

const telling: Telling = (error, again, busy = false) => <Trouble error={error} again={again} busy={busy} />;

/** "Ihr Zugang" (UX R12). */
export const Settings = () => (
  <View title={t('settings.heading')} step={t('settings.title')}>
    <Apart telling={telling}>{blocks.map((Part, i) => <Part key={i} telling={telling} />)}</Apart>
    <div class="buttons">
      <Button kind="quiet" onPress={outward}>{t('settings.back')}</Button>
      <Button kind="quiet" onPress={leave}>{t('app.sign_out')}</Button>
    </div>
  </View>
);
