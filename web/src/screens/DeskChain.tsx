// The agency's audit record, for leads: who did what and when, as this browser has found it good. No content, no seeker.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { handleOf } from '../features/archive/archive';
import { Days } from '../features/chain/Days';
import { Heads } from '../features/chain/Heads';
import { byDay, kindOf, kinds, newest, older, type Kind, type Known } from '../features/chain/chain';
import { counted } from '../features/desk/desk';
import { zone } from '../features/desk/today';
import { t } from '../i18n/i18n';
import { inWords } from '../i18n/moment';
import { signedIn } from '../session/again';
import { told, whomToCall } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure, WhomToCall } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Icon } from '../ui/icon/icon';
import { Notice } from '../ui/notice/notice';

const page = 50; // rows at once

export function DeskChain() {
  const known = useSignal<Known | null>(null), trouble = useSignal<unknown>(null), busy = useSignal(false);
  const kind = useSignal<Kind | 'all'>('all'), most = useSignal(page);
  const act = async (step: () => Promise<Known>) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try { known.value = await signedIn(step); } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  useEffect(() => { void act(newest); }, []);
  const now = known.value, all = now?.entries.filter((e) => kind.value === 'all' || kindOf(e.action) === kind.value) ?? [];
  const more = () => {
    most.value += page;
    if (now?.more && all.length < most.value) void act(() => older(now));
  };
  const choose = (which: Kind | 'all') => { kind.value = which; most.value = page; };
  return (
    <View title={t('desk.chain')} step={counted.value + t('desk.chain')}>
      <p>{t('chain.lead')}</p>
      <Failure told={told(trouble.value)}><Button kind="quiet" busy={busy.value} onPress={() => act(newest)}>{t('desk.try_again')}</Button></Failure>
      {!now && trouble.value === null && <p class="soft">{t('desk.loading')}</p>}
      {now && (
        <>
          <Checked of={now} />
          <Heads of={now} />
          <Kinds chosen={kind.value} onChoose={choose} />
          {all.length === 0 && <p class="soft empty">{t('chain.empty')}</p>}
          <Days days={byDay(all, most.value, zone())} names={now.names} zone={zone()} handle={handleOf} />
          {now.broken && <Notice kind="danger"><p>{t('chain.broken')}</p><WhomToCall told={whomToCall()} /></Notice>}
          {(now.more || all.length > most.value) && <div class="row more-rows"><Button kind="quiet" busy={busy.value} onPress={more}>{t('chain.more')}</Button></div>}
        </>
      )}
    </View>
  );
}

/** How far this browser has reckoned every row. */
const Checked = ({ of: { head } }: { of: Known }) => (
  <Notice kind="ok"><p class="said"><Icon name="check" /><span>{head.seq === 0 ? t('chain.checked_none') : t('chain.checked', { seq: head.seq, moment: inWords(head.at, zone()) })}</span></p></Notice>
);

const Kinds = ({ chosen, onChoose }: { chosen: Kind | 'all'; onChoose: (which: Kind | 'all') => void }) => (
  <div class="filters" role="group" aria-label={t('chain.filter')}>
    {(['all', ...kinds] as const).map((which) => (
      <button class="filter" type="button" key={which} aria-pressed={chosen === which} onClick={() => onChoose(which)}>{t(`chain.filter_${which}`)}</button>
    ))}
  </div>
);
