import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, tn } from '../../i18n/i18n';
import { signedIn } from '../../session/again';
import { apart, speakApart } from '../../session/assets';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { Tick } from '../../ui/choice/choice';
import { takeAlong } from './takealong';

/** Everything one has written and been answered, as a file. Before it: whoever has the device can read it then. */
export function TakeAlongBlock({ telling }: BlockProps) {
  const doing = useDoing(), load = () => void doing.act(speakApart), read = useSignal(false), count = useSignal(0), end = useSignal('');
  useEffect(load, []);
  if (!apart.value) return doing.failed.value === null ? null : <>{telling(doing.failed.value, load)}</>;
  const go = () => void doing.act(async () => {
    [count.value, end.value] = [0, ''];
    const done = await signedIn(() => takeAlong((letters) => { count.value = letters; }));
    end.value = `${tn('takealong.done', done.letters)}${done.missing ? ` ${tn('takealong.missing', done.missing)}` : ''}`;
  });
  return (
    <Block id="takealong" title={t('takealong.heading')} doing={doing} telling={telling} again={go}>
      <p>{t('takealong.lead')}</p>
      <p><strong>{t('takealong.warning')}</strong></p>
      <Tick id="takealong-read" label={t('takealong.read')} value={read} />
      {end.value && <p role="status">{end.value}</p>}
      {read.value && <div class="buttons"><Button kind="quiet" busy={doing.busy.value} onPress={go}>{doing.busy.value ? tn('takealong.packing', count.value) : t('takealong.go')}</Button></div>}
    </Block>
  );
}
