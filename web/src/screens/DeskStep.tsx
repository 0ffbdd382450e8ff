import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n';
import { View } from '../ui/frame/view';
import { Steps } from '../ui/steps/steps';

/** One step of a set-up: how far, and what is asked. `step` is the key of its short name below `setup`. */
export const Step = ({ at, of, title, step, children }: { at: number; of: number; title: string; step: string; children: ComponentChildren }) => (
  <View key={step} title={title} step={t(`setup.${step}`)} before={<Steps at={at} of={of} />}><div class="narrow stack">{children}</div></View>
);
