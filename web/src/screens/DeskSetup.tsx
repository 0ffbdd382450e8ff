// Setting an agency up, and joining one: steps of one document. An interrupted set-up goes on after signing in.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Sheet } from '../crypto/verbs';
import { commonPasswords, passwordFault } from '../features/access/rules';
import { go } from '../features/desk/desk';
import { AccessForm } from '../features/setup/AccessForm';
import { forgetTyped, typed } from '../features/setup/access';
import { Code } from '../features/setup/Code';
import { Done } from '../features/setup/Done';
import { Numbers } from '../features/setup/Numbers';
import { SheetView } from '../features/setup/SheetView';
import { siteLink } from '../features/setup/link';
import { contactOf, publish, sheet as makeSheet, worth, type Worth } from '../features/setup/setup';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { agency, checkDirectory } from '../session/agency';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { Steps } from '../ui/steps/steps';
import { enterDesk, watchOver } from './deskDoor';

interface Arrived { kind: 'setup' | 'join'; token: string | null; fingerprint: string | null }

const weak = async (password: string, name: string): Promise<boolean> => passwordFault(password, name, await commonPasswords()) !== null;

/** One step: how far, what is asked. */
const Step = ({ at, of, title, step, children }: { at: number; of: number; title: string; step: string; children: ComponentChildren }) => (
  <View key={step} title={title} step={t(`setup.${step}`)} before={<Steps at={at} of={of} />}><div class="narrow stack">{children}</div></View>
);

/** Somebody has opened a link. It is looked up before anything is typed. */
export function DeskLink({ kind, token, fingerprint }: Arrived) {
  const value = useSignal<Worth | null>(null);
  const trouble = useSignal<unknown>(null);
  const code = useSignal<string | null>(null);
  const look = async () => {
    trouble.value = null;
    try {
      const found = kind === 'join' && fingerprint === null ? 'unknown' : await worth(token, kind);
      if (found === 'open' && kind === 'join') await checkDirectory(fingerprint);
      value.value = found;
    } catch (error) { trouble.value = error; }
  };
  useEffect(() => { void look(); }, []);
  const title = t(kind === 'setup' ? 'setup.title' : 'setup.title_join');
  const name = agency.value?.name ?? '';
  const toSignIn = <div class="buttons"><Button onPress={() => go({ name: 'signin' })}>{t('setup.to_signin')}</Button></div>;
  if (trouble.value !== null) return <View title={title} step={t('setup.access_step')}><Failure told={told(trouble.value)}><Button kind="quiet" onPress={look}>{t('desk.try_again')}</Button></Failure></View>;
  if (value.value === null || token === null) {
    return value.value === 'unknown' || (value.value !== null && token === null)
      ? <Dead kind={kind} /> : <View title={title} step={t('setup.access_step')} quiet><p class="soft">{t('setup.checking')}</p></View>;
  }
  if (value.value === 'unknown') return <Dead kind={kind} />;
  if (value.value === 'used') return <View title={t('setup.used_title')} step={t('setup.access_step')}><div class="narrow stack"><p>{t('setup.used_text')}</p>{toSignIn}</div></View>;
  if (code.value !== null && kind === 'setup') return <Step at={1} of={4} title={t('setup.code_title')} step="code_step"><Code code={code.value} onDone={() => go({ name: 'setup' })} /></Step>;
  if (code.value !== null) return <Joined code={code.value} toSignIn={toSignIn} />;
  const intro = <>
    <p>{t(kind === 'setup' ? 'setup.access_setup' : 'setup.access_join', { agency: name })}</p>
    {kind === 'join' && <Notice kind="ok"><p>{t('setup.checked')}</p></Notice>}
  </>;
  return <Step at={1} of={kind === 'setup' ? 4 : 2} title={title} step="access_step"><AccessForm kind={kind} token={token} intro={intro} weak={weak} onMade={(made) => { watchOver(); code.value = made; }} /></Step>;
}

const Dead = ({ kind }: { kind: 'setup' | 'join' }) => (
  <View title={t('setup.unknown_title')} step={t('setup.access_step')}>
    <div class="narrow stack">
      <p>{t('setup.unknown_text')} {kind === 'setup' && t('setup.unknown_setup')}</p>
      <div class="buttons"><Button kind="quiet" onPress={() => go({ name: 'signin' })}>{t('setup.to_signin')}</Button></div>
    </div>
  </View>
);

const Joined = ({ code, toSignIn }: { code: string; toSignIn: ComponentChildren }) => (
  <Step at={2} of={2} title={t('setup.waiting_title')} step="waiting_step">
    <p>{t('setup.waiting_text')}</p>
    <Code code={code} />
    {toSignIn}
  </Step>
);

/** Numbers, sheet, done. Signed in with state `setup`. */
export function DeskSetup() {
  const sheet = useSignal<Sheet | null>(null);
  const done = useSignal(false);
  const resumed = useSignal(typed.alias.value === '');
  useEffect(() => { if (resumed.value) typed.alias.value = me.value?.alias ?? t('setup.alias_default'); }, []);
  const own = agency.value;
  if (!own) return null;
  if (done.value) return <Finished fingerprint={sheet.value?.fingerprint ?? ''} />;
  if (sheet.value) {
    const confirm = async (text: string) => {
      await signedIn(() => publish(text));
      forgetTyped();
      agency.value = { ...own, setup: 'ready' };
      done.value = true;
    };
    return <Step at={3} of={4} title={t('setup.sheet_title')} step="sheet_step"><SheetView sheet={sheet.value} agency={own.name} resumed={resumed.value} onConfirm={confirm} /></Step>;
  }
  const make = async (alias: string | null) => { sheet.value = await makeSheet(contactOf(own), alias); };
  return (
    <Step at={2} of={4} title={t('setup.numbers_title')} step="numbers_step">
      {resumed.value && <Notice><p>{t('setup.resume')}</p></Notice>}
      <Numbers contact={contactOf(own)} askAlias={resumed.value} onRight={make} />
    </Step>
  );
}

const Finished = ({ fingerprint }: { fingerprint: string }) => (
  <Step at={4} of={4} title={t('setup.done_title', { agency: agency.value?.name ?? '' })} step="done_step">
    <Done fingerprint={fingerprint} link={siteLink(location.origin, agency.value?.short ?? '', fingerprint)} />
    <div class="buttons">
      <Button onPress={() => { watchOver(); go({ name: 'team' }); }}>{t('setup.done_team')}</Button>
      <Button kind="plain" onPress={enterDesk}>{t('setup.done_today')}</Button>
    </div>
  </Step>
);
