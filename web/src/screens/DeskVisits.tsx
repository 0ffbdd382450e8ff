// How many visit the agency's pages: counts by hour and day, with nothing that leads to somebody (PROTOCOL 2.10.3).
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { counted } from '../features/desk/desk';
import { Files, Listed, Pictured } from '../features/visits/FigureTables';
import { byHour, countVisits, figure, periods, visits, whole, type Length, type Visits } from '../features/visits/visits';
import { t } from '../i18n/i18n';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';

export function DeskVisits() {
  const known = useSignal<Visits | null>(null);
  const length = useSignal<Length>(30);
  const trouble = useSignal<unknown>(null);
  const busy = useSignal(false);
  const act = async (first: () => Promise<void> = async () => undefined) => {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try {
      known.value = await signedIn(async () => { await first(); return visits(length.value); });
    } catch (error) { trouble.value = error; } finally { busy.value = false; }
  };
  useEffect(() => { void act(); }, []);
  const now = known.value;
  const choose = (next: Length) => { length.value = next; void act(); };
  return (
    <View title={t('desk.visits')} step={counted.value + t('desk.visits')}>
      <p>{t('visits.about')}</p>
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={() => act()}>{t('desk.try_again')}</Button></Failure>
      {now && (
        <>
          <Switch of={now} busy={busy.value} turn={(on, record) => act(() => countVisits(on, record))} />
          <div class="row periods" role="group" aria-label={t('visits.period')}>
            {periods.map((p) => <Button kind="quiet" key={p} pressed={p === length.value} onPress={() => choose(p)}>{t(`visits.period_${p}`)}</Button>)}
          </div>
          <Found of={now} />
        </>
      )}
    </View>
  );
}

/** Who decides what: the operator for the server, the lead for her agency. */
function Switch({ of, busy, turn }: { of: Visits; busy: boolean; turn: (on: boolean, record: boolean) => void }) {
  const { record } = of;
  if (!of.installed && !record) return <Notice><p>{t('visits.not_installed')}</p></Notice>;
  return (
    <Notice>
      <p><strong>{t(!of.installed ? 'visits.not_installed' : of.on ? 'visits.is_on' : 'visits.is_off')}</strong> {t('visits.switch_hint')}</p>
      {of.installed && <Button kind="quiet" busy={busy} onPress={() => turn(!of.on, record?.on ?? true)}>{t(of.on ? 'visits.turn_off' : 'visits.turn_on')}</Button>}
      {record && <p>{t(record.on ? 'visits.record_is_on' : 'visits.record_is_off', { days: record.days })}</p>}
      {record && (of.on || !of.installed) && <Button kind="quiet" busy={busy} onPress={() => turn(true, !record.on)}>{t(record.on ? 'visits.record_turn_off' : 'visits.record_turn_on')}</Button>}
    </Notice>
  );
}

function Found({ of }: { of: Visits }) {
  if (of.days.length === 0) return <p class="soft empty">{t('visits.none')}</p>;
  return (
    <>
      <p class="said"><strong>{t('visits.total', { count: figure(of.visits) })}</strong></p>
      <p class="soft">{t('visits.hidden')}</p>
      <Pictured id="by-day" kind={of.by} title={t(`visits.by_${of.by}`)} figures={whole(of.days)} />
      <Pictured id="by-hour" kind="hour" title={t('visits.by_hour')} figures={byHour(of.hours)} />
      <Listed id="by-page" kind="page" title={t('visits.by_page')} figures={of.pages} />
      <Listed id="by-length" kind="length" title={t('visits.by_length')} figures={of.lengths} />
      {of.files.length > 0 && <Files files={of.files} />}
    </>
  );
}
