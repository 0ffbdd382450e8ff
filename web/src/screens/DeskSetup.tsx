// Setting an agency up, signed in as its first lead: numbers, recovery sheet, done. Interrupted, it goes on after the next sign-in.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Sheet } from '../crypto/verbs';
import { PlanStep } from '../features/retention/PlanStep';
import { keepBecause, type Plan } from '../features/retention/retention';
import { forgetTyped, typed } from '../features/setup/access';
import { Done } from '../features/setup/Done';
import { Numbers } from '../features/setup/Numbers';
import { SheetView } from '../features/setup/SheetView';
import { siteLink } from '../features/setup/link';
import { contactOf, publish, sheet as makeSheet } from '../features/setup/setup';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { agency } from '../session/agency';
import { Button } from '../ui/button/button';
import { Notice } from '../ui/notice/notice';
import { Step } from './DeskStep';
import { enterDesk } from './deskDoor';

export function DeskSetup() {
  const sheet = useSignal<Sheet | null>(null);
  const right = useSignal<{ alias: string | null } | null>(null);
  const plan = useSignal<Plan | null>(null);
  const done = useSignal(false);
  const resumed = useSignal(typed.alias.value === ''); // nothing of this page made the account
  useEffect(() => { if (resumed.value) typed.alias.value = me.value?.alias ?? t('setup.alias_default'); }, []);
  const own = agency.value;
  if (!own) return null;
  if (done.value) return <Finished fingerprint={sheet.value?.fingerprint ?? ''} />;
  if (!right.value) {
    return (
      <Step at={2} of={5} title={t('setup.numbers_title')} step="numbers_step">
        {resumed.value && <Notice><p>{t('setup.resume')}</p></Notice>}
        <Numbers contact={contactOf(own)} askAlias={resumed.value} onRight={async (alias) => { right.value = { alias }; }} />
      </Step>
    );
  }
  const { alias } = right.value;
  if (!sheet.value) {
    return (
      <Step at={3} of={5} title={t('archive.mode')} step="retention_step">
        <PlanStep onPlan={async (chosen) => { plan.value = chosen; sheet.value = await makeSheet(contactOf(own), alias, chosen.years); }} />
      </Step>
    );
  }
  const confirm = async (text: string) => {
    await signedIn(() => publish(text));
    await keepBecause(plan.value?.reason ?? '').catch(() => undefined); // only words; a lead can choose them again
    forgetTyped();
    agency.value = { ...own, setup: 'ready' };
    done.value = true;
  };
  return (
    <Step at={4} of={5} title={t('setup.sheet_title')} step="sheet_step">
      <SheetView sheet={sheet.value} agency={own.name} resumed={resumed.value} onConfirm={confirm} />
    </Step>
  );
}

const Finished = ({ fingerprint }: { fingerprint: string }) => (
  <Step at={5} of={5} title={t('setup.done_title', { agency: agency.value?.name ?? '' })} step="done_step">
    <Done fingerprint={fingerprint} link={siteLink(location.origin, agency.value?.short ?? '', fingerprint)} />
    <div class="buttons">
      <Button onPress={() => enterDesk({ step: 'team' })}>{t('setup.done_team')}</Button>
      <Button kind="plain" onPress={() => enterDesk()}>{t('setup.done_today')}</Button>
    </div>
  </Step>
);
