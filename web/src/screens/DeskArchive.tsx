// The archive, for leads who hold its key: what is sealed, until when, and reading one case for a reason that is noted. Nothing here can be changed.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OpenArchive } from '../crypto/verbs';
import { exported, handleOf, hold, letGo, lines, open, save, shelves, type Shelf } from '../features/archive/archive';
import { Holding } from '../features/archive/Holding';
import { Opening } from '../features/archive/Opening';
import { RecordTable } from '../features/archive/RecordTable';
import { counted } from '../features/desk/desk';
import { zone } from '../features/desk/today';
import { t } from '../i18n/i18n';
import { inWordsDate } from '../i18n/moment';
import { signedIn } from '../session/again';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { StatusLine, hush, say } from '../ui/status/status';

export function DeskArchive() {
  const rows = useSignal<readonly Shelf[] | null>(null);
  const more = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const asks = useSignal<{ id: string; exporting: boolean } | null>(null);
  const holds = useSignal<Shelf | null>(null);
  const read = useSignal<{ id: string; of: OpenArchive } | null>(null);
  const load = async (skip: number) => {
    trouble.value = null;
    try {
      const page = await signedIn(() => shelves(skip));
      rows.value = [...skip > 0 ? rows.value ?? [] : [], ...page.rows];
      more.value = page.more;
    } catch (error) { trouble.value = error; }
  };
  useEffect(() => { void load(0); }, []);
  const act = async (password: string, reason: string) => {
    const { id, exporting } = asks.value!;
    if (exporting) {
      const { name, file } = await signedIn(() => exported(id, password, reason));
      save(name, file);
      say(t('archive.exported', { name }));
    } else { hush(); read.value = { id, of: await signedIn(() => open(id, password, reason)) }; }
    asks.value = null;
  };
  const change = async (step: () => Promise<void>, said: string) => {
    await signedIn(step);
    holds.value = null;
    await load(0);
    say(said);
  };
  const dialog = asks.value && <Opening key={asks.value.id} {...asks.value} onClose={() => { asks.value = null; }} onOpen={act} />;
  if (read.value) {
    const { id, of } = read.value;
    return (
      <View key={id} title={t('archive.record_of', { handle: handleOf(id) })} step={t('archive.title')}>
        <StatusLine />
        <Sealed of={of} />
        <div class="buttons">
          <Button kind="quiet" onPress={() => { asks.value = { id, exporting: true }; }}>{t('archive.export')}</Button>
          <Button kind="quiet" onPress={() => { read.value = null; }}>{t('archive.shut')}</Button>
        </div>
        {dialog}
      </View>
    );
  }
  return (
    <View key="list" title={t('archive.title')} step={counted.value + t('archive.title')}>
      <p>{t('archive.lead')}</p>
      <StatusLine />
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={() => load(0)}>{t('desk.try_again')}</Button></Failure>
      {rows.value?.length === 0 && <p class="soft empty">{t('archive.none')}</p>}
      {rows.value && rows.value.length > 0 && <Shelves rows={rows.value} onOpen={(id) => { asks.value = { id, exporting: false }; }} onHold={(row) => { holds.value = row; }} />}
      {more.value && <div class="row more-rows"><Button kind="quiet" onPress={() => load(rows.value?.length ?? 0)}>{t('archive.more')}</Button></div>}
      {dialog}
      {holds.value && (
        <Holding key={holds.value.id} shelf={holds.value} onClose={() => { holds.value = null; }}
          onHold={(months, reason) => change(() => hold(holds.value!.id, months, reason), t('archive.hold_done'))} onLoose={() => change(() => letGo(holds.value!.id), t('archive.loose_done'))} />
      )}
    </View>
  );
}

const day = (at: number | null): string => (at === null ? '' : inWordsDate(at, 'UTC'));

const Shelves = ({ rows, onOpen, onHold }: { rows: readonly Shelf[]; onOpen: (id: string) => void; onHold: (row: Shelf) => void }) => (
  <ul class="rows">
    {rows.map((row) => (
      <li class="row-line" key={row.id}>
        <p><strong translate={false}>{handleOf(row.id)}</strong><br />
          <span class="soft">{[t('archive.begun', { day: day(row.created) }), t('archive.closed', { day: day(row.closed) }), t('archive.until', { day: day(row.sealed_until) }),
            row.hold && t('archive.held', { day: day(row.hold.until), why: t(`archive.hold_${row.hold.reason}`) })].filter(Boolean).join(' · ')}</span></p>
        <div class="row">
          <Button kind="quiet" onPress={() => onOpen(row.id)}>{t('archive.open')}</Button>
          <Button kind="plain" onPress={() => onHold(row)}>{t('archive.hold')}</Button>
        </div>
      </li>
    ))}
  </ul>
);

/** Every message with sender, recipient and time; notes apart. */
function Sealed({ of }: { of: OpenArchive }) {
  const seeker = of.profile?.name ?? t('archive.nameless');
  return (
    <div class="stack">
      <div class="list">
        <h2>{t('archive.messages')}</h2>
        <RecordTable name={t('archive.messages')} lines={lines(of.messages, seeker, of.names)} zone={zone()} />
      </div>
      {of.notes.length > 0 && (
        <div class="list">
          <h2>{t('archive.notes')}</h2>
          <RecordTable notes name={t('archive.notes')} lines={lines(of.notes, seeker, of.names)} zone={zone()} />
        </div>
      )}
    </div>
  );
}
