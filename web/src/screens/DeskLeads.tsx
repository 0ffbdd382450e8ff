import { signal, useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { apart } from '../session/assets';
import { loadSecond } from '../session/second';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';

/** Screens that only leads open; they come in a script of their own (leads.ts). */
export type Screens = Record<'archive' | 'chain' | 'overview' | 'retention' | 'team' | 'visits', FunctionComponent>;

const there = signal<Screens | null>(null);

/** Called by the script of their own. */
export const arrived = (screens: Screens): void => { there.value = screens; };

/** Shows one of them, as soon as it is there. */
export function DeskLeads({ name }: { name: keyof Screens }) {
  const failed = useSignal<unknown>(null);
  const load = () => {
    failed.value = null;
    loadSecond().catch((error: unknown) => { failed.value = error; });
  };
  useEffect(load, []);
  if (there.value && apart.value) {
    const Screen = there.value[name];
    return <Screen />;
  }
  return (
    <View title={t(`desk.${name}`)} step={t(`desk.${name}`)}>
      {failed.value === null ? <p class="soft">{t('desk.loading')}</p> : <Failure told={told(failed.value)}><Button kind="quiet" onPress={load}>{t('desk.try_again')}</Button></Failure>}
    </View>
  );
}
