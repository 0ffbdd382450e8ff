import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import { apart, speakApart } from '../../session/assets';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { reading } from './shown';

/** The way to everything that is kept about the person. */
export function StoredBlock({ telling }: BlockProps) {
  const doing = useDoing(), load = () => void doing.act(speakApart);
  useEffect(load, []);
  if (!apart.value) return doing.failed.value === null ? null : <>{telling(doing.failed.value, load)}</>;
  return (
    <Block id="stored" title={t('stored.heading')} doing={doing} telling={telling}>
      <p>{t('stored.block')}</p>
      <div class="buttons"><Button kind="quiet" onPress={() => { reading.value = true; }}>{t('stored.look')}</Button></div>
    </Block>
  );
}
