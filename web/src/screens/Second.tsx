import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { apart } from '../session/assets';
import { loadSecond } from '../session/second';
import { View } from '../ui/frame/view';
import { Failure } from './Failure';
import type { What } from './Gone';

/** Screens that nobody needs on the way to the first letter; they come in a script of their own (second.ts). */
export interface Screens {
  Messages: FunctionComponent; Recover: FunctionComponent; Notice: FunctionComponent; Settings: FunctionComponent; Stored: FunctionComponent; Erase: FunctionComponent; Gone: FunctionComponent<{ receipt: What }>;
  Ordered: FunctionComponent<{ id: string; onAnswered: () => Promise<void>; onBack?: (() => void) | undefined }>;
}

const there = signal<Screens | null>(null);

/** Called by the script of their own. */
export const arrived = (screens: Screens): void => { there.value = screens; };

/** A part of a screen that may come late, or not at all. */
export function SecondPart({ show }: { show: (screens: Screens) => ComponentChildren }) {
  useEffect(() => { loadSecond().catch(() => undefined); }, []);
  return there.value && apart.value ? <>{show(there.value)}</> : null;
}

/** Shows one of them, as soon as it is there. `step`: for the title meanwhile. */
export function Second({ show, step = 'settings.title' }: { show: (screens: Screens) => ComponentChildren; step?: string }) {
  const failed = useSignal<unknown>(null);
  const load = () => {
    failed.value = null;
    loadSecond().catch((error: unknown) => { failed.value = error; });
  };
  useEffect(load, []);
  if (there.value && apart.value) return <>{show(there.value)}</>;
  return <View title={t('app.loading')} step={t(step)}>{failed.value !== null && <Failure error={failed.value} again={load} />}</View>;
}
