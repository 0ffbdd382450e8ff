// Somebody has opened a link: of the operator for the first lead, or of a lead for a colleague. It is looked up before anything is typed.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { commonPasswords, passwordFault } from '../features/access/rules';
import { go } from '../features/desk/desk';
import { AccessForm } from '../features/setup/AccessForm';
import { Code } from '../features/setup/Code';
import { worth, type Worth } from '../features/setup/setup';
import { t } from '../i18n/i18n';
import { agency, checkDirectory } from '../session/agency';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { Step } from './DeskStep';
import { watchOver } from './deskDoor';

interface Arrived { kind: 'setup' | 'join'; token: string | null; fingerprint: string | null }

/** What the link is worth. That of a colleague counts only with a fingerprint that fits the agency's keys. */
async function looked({ kind, token, fingerprint }: Arrived): Promise<Worth> {
  if (kind === 'join' && fingerprint === null) return 'unknown';
  const found = await worth(token, kind);
  if (found === 'open' && kind === 'join') await checkDirectory(fingerprint);
  return found;
}

const weak = async (password: string, name: string): Promise<boolean> => passwordFault(password, name, await commonPasswords()) !== null;

export function DeskLink(arrived: Arrived) {
  const value = useSignal<Worth | null>(null);
  const trouble = useSignal<unknown>(null);
  const code = useSignal<string | null>(null);
  const look = async () => {
    trouble.value = null;
    try { value.value = await looked(arrived); } catch (error) { trouble.value = error; }
  };
  useEffect(() => { void look(); }, []);
  const { kind, token } = arrived;
  const title = t(kind === 'setup' ? 'setup.title' : 'setup.title_join');
  if (trouble.value !== null) return <View title={title} step={t('setup.access_step')}><Failure told={told(trouble.value)}><Button kind="quiet" onPress={look}>{t('desk.try_again')}</Button></Failure></View>;
  if (value.value === null) return <View title={title} step={t('setup.access_step')} quiet><p class="soft">{t('setup.checking')}</p></View>;
  if (value.value === 'used') return <Void title={t('setup.used_title')} text={t('setup.used_text')} />;
  if (value.value === 'unknown' || token === null) return <Void title={t('setup.unknown_title')} text={`${t('setup.unknown_text')} ${kind === 'setup' ? t('setup.unknown_setup') : ''}`} />;
  if (code.value !== null) return kind === 'setup' ? <Noted code={code.value} /> : <Joined code={code.value} />;
  return (
    <Step at={1} of={kind === 'setup' ? 5 : 2} title={title} step="access_step">
      <AccessForm kind={kind} token={token} intro={<Intro kind={kind} />} weak={weak} onGone={look} onMade={(made) => { watchOver(); code.value = made; }} />
    </Step>
  );
}

const Intro = ({ kind }: { kind: Arrived['kind'] }) => (
  <>
    <p>{t(kind === 'setup' ? 'setup.access_setup' : 'setup.access_join', { agency: agency.value?.name ?? '' })}</p>
    {kind === 'join' && <Notice kind="ok"><p>{t('setup.checked')}</p></Notice>}
  </>
);

const ToSignIn = () => <div class="buttons"><Button onPress={() => go({ name: 'signin' })}>{t('setup.to_signin')}</Button></div>;

/** A link that leads no further, and what to do then. */
const Void = ({ title, text }: { title: string; text: string }) => (
  <View title={title} step={t('setup.access_step')}><div class="narrow stack"><p>{text}</p><ToSignIn /></div></View>
);

const Noted = ({ code }: { code: string }) => (
  <Step at={1} of={5} title={t('setup.made_title')} step="code_step"><Code code={code} onDone={() => go({ name: 'setup' })} /></Step>
);

const Joined = ({ code }: { code: string }) => (
  <Step at={2} of={2} title={t('setup.waiting_title')} step="waiting_step">
    <p>{t('setup.waiting_text')}</p>
    <Code code={code} onDone={() => go({ name: 'waiting' })} />
  </Step>
);
