import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { has, load, values, type Stored as Kept } from '../features/stored/stored';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { apart, speakApart } from '../session/assets';
import { Button } from '../ui/button/button';
import { View } from '../ui/frame/view';
import { inward, outward } from './back';
import { Failure } from './Failure';

const never = ['address', 'device', 'text', 'figures'] as const;

/** "Was wir über Sie speichern": each row of the database's description, shown to the person whom it is about, with what is really there. */
export function Stored() {
  const kept = useSignal<Kept | null>(null), failed = useSignal<unknown>(null);
  const fetchAll = async () => {
    failed.value = null;
    try { await speakApart(); kept.value = await signedIn(load); } catch (error) { failed.value = error; }
  };
  useEffect(() => { inward(); void fetchAll(); }, []);
  const back = <div class="buttons"><Button kind="quiet" onPress={outward}>{t(apart.value ? 'stored.back' : 'settings.back')}</Button></div>;
  const trouble = failed.value !== null && <Failure error={failed.value} again={() => void fetchAll()} />;
  if (!apart.value) return <View title={t('app.loading')} step={t('settings.title')}>{trouble}{back}</View>;
  return (
    <View title={t('stored.heading')} step={t('stored.title')}>
      <p>{t('stored.lead')}</p>
      {trouble}
      {!kept.value && !trouble && <p>{t('stored.loading')}</p>}
      {kept.value && (
        <dl class="stored stack">
          {kept.value.items.map((item) => (
            <div key={item.key}>
              <dt>{t(`stored.item_${item.key}`)}</dt>
              <dd><strong translate={false}>{values(item, kept.value!.mail).join(' · ')}</strong></dd>
              {has(item) && <dd class="soft">{t(`stored.text_${item.key}`)}</dd>}
            </div>
          ))}
        </dl>
      )}
      <h2>{t('stored.not_heading')}</h2>
      <ul>{never.map((what) => <li key={what}>{t(`stored.not_${what}`)}</li>)}</ul>
      {back}
    </View>
  );
}
