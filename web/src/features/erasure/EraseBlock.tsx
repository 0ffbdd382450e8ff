import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import { apart, speakApart } from '../../session/assets';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { erasing } from './shown';

/** The way to deleting everything: nothing is deleted here, what would go is shown first. */
export function EraseBlock({ telling }: BlockProps) {
  const doing = useDoing(), load = () => void doing.act(speakApart);
  useEffect(load, []);
  if (!apart.value) return doing.failed.value === null ? null : <>{telling(doing.failed.value, load)}</>;
  return (
    <Block id="erase" title={t('erasure.heading')} doing={doing} telling={telling}>
      <p>{t('erasure.block')}</p>
      <div class="buttons"><Button kind="quiet" onPress={() => { erasing.value = 'shown'; }}>{t('erasure.look')}</Button></div>
    </Block>
  );
}
