// The archive, for leads who hold its key or have it on paper: what is sealed, until when, and reading one case for a reason that is noted. Nothing here can be changed.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { handleOf, hold, letGo, lines, open, shelves, type Opened, type Shelf } from '../features/archive/archive';
import { exported, save, type To } from '../features/archive/export';
import { Holding } from '../features/archive/Holding';
import { Opening } from '../features/archive/Opening';
import { keyAtHand, shut } from '../features/archive/paper';
import { PaperKey } from '../features/archive/PaperKey';
import { Passphrase } from '../features/archive/Passphrase';
import { RecordTable } from '../features/archive/RecordTable';
import { counted } from '../features/desk/desk';
import { zone } from '../features/desk/today';
import { Files } from '../features/files/Files';
import { t, tn } from '../i18n/i18n';
import { inWordsDate } from '../i18n/moment';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { told, whomToCall } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure, WhomToCall } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine, hush, say } from '../ui/status/status';

export function DeskArchive() {
  const rows = useSignal<readonly Shelf[] | null>(null);
  const more = useSignal(false);
  const trouble = useSignal<unknown>(null);
  const asks = useSignal<{ id: string; exporting: boolean } | null>(null);
  const holds = useSignal<Shelf | null>(null);
  const read = useSignal<{ id: string; of: Opened } | null>(null);
  const load = async (skip: number) => {
    trouble.value = null;
    try {
      const page = await signedIn(() => shelves(skip));
      rows.value = [...skip > 0 ? rows.value ?? [] : [], ...page.rows];
      more.value = page.more;
    } catch (error) { trouble.value = error; }
  };
  const key = useSignal<'keyring' | 'paper' | null | undefined>(undefined); // undefined: the worker has not said yet
  const look = async () => { try { key.value = await keyAtHand(); } catch (error) { trouble.value = error; } };
  useEffect(() => {
    void load(0);
    void look();
    return () => { if (me.value) void shut().catch(() => undefined); }; // without anybody the keys are gone already
  }, []);
  const doing = useSignal('');
  const passphrase = useSignal<{ text: string; name: string } | null>(null);
  const act = async (password: string, reason: string, to: To) => {
    const { id, exporting } = asks.value!;
    if (exporting) {
      const made = await signedIn(() => exported(id, password, reason, to, (done, all) => { doing.value = t('archive.exporting', { done: done + 1, all }); }));
      save(made);
      say([t('archive.exported', { name: made.name }), made.missing && tn('archive.missing', made.missing)].filter(Boolean).join(' '));
      if (made.passphrase) passphrase.value = { text: made.passphrase, name: made.name };
    } else { hush(); read.value = { id, of: await signedIn(() => open(id, password, reason)) }; }
    asks.value = null;
  };
  const change = async (step: () => Promise<void>, said: string) => {
    await signedIn(step);
    holds.value = null;
    await load(0);
    say(said);
  };
  const dialog = (
    <>
      {asks.value && <Opening key={asks.value.id} {...asks.value} doing={doing.value} onClose={() => { asks.value = null; }} onOpen={act} />}
      {passphrase.value && <Passphrase {...passphrase.value} onClose={() => { passphrase.value = null; }} />}
    </>
  );
  if (read.value) {
    const { id, of } = read.value;
    return (
      <View key={id} title={t('archive.record_of', { handle: handleOf(id) })} step={t('archive.title')}>
        <StatusLine />
        <Sealed id={id} of={of} />
        <div class="buttons">
          <Button kind="quiet" onPress={() => { asks.value = { id, exporting: true }; doing.value = ''; }}>{t('archive.export')}</Button>
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
      {(key.value === null || key.value === 'paper') && <PaperKey held={key.value === 'paper'} onChange={async (said) => { await look(); say(said); }} />}
      {rows.value?.length === 0 && <p class="soft empty">{t('archive.none')}</p>}
      {rows.value && rows.value.length > 0 && <Shelves rows={rows.value} onOpen={key.value ? (id) => { asks.value = { id, exporting: false }; } : null} onHold={(row) => { holds.value = row; }} />}
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

const Shelves = ({ rows, onOpen, onHold }: { rows: readonly Shelf[]; /** Null: there is no key. */ onOpen: ((id: string) => void) | null; onHold: (row: Shelf) => void }) => (
  <ul class="rows">
    {rows.map((row) => (
      <li class="row-line" key={row.id}>
        <p><strong translate={false}>{handleOf(row.id)}</strong><br />
          <span class="soft">{[t('archive.begun', { day: day(row.created) }), t('archive.closed', { day: day(row.closed) }), t('archive.until', { day: day(row.sealed_until) }),
            row.hold && t('archive.held', { day: day(row.hold.until), why: t(`archive.hold_${row.hold.reason}`) })].filter(Boolean).join(' · ')}</span></p>
        <div class="row">
          {onOpen && <Button kind="quiet" onPress={() => onOpen(row.id)}>{t('archive.open')}</Button>}
          <Button kind="plain" onPress={() => onHold(row)}>{t('archive.hold')}</Button>
        </div>
      </li>
    ))}
  </ul>
);

/** How many lines are shown before somebody asks for more: a browser is slow with twenty thousand. */
const linesAtOnce = 500;

/** Every message with sender, recipient and time; notes apart. */
function Sealed({ id, of }: { id: string; of: Opened }) {
  const most = useSignal(linesAtOnce);
  const seeker = of.profile?.name ?? t('archive.nameless');
  const attached = (line: string) => <Files of={id} message={of.messages.find((message) => message.id === line)!} by={of.attached} whom={<WhomToCall told={whomToCall()} />} />;
  return (
    <div class="stack">
      {[...of.messages, ...of.notes].some(({ state }) => state !== 'open') && <Notice kind="warn"><WhomToCall told={whomToCall()} /></Notice>}
      <div class="list">
        <h2>{t('archive.messages')}</h2>
        <RecordTable name={t('archive.messages')} lines={lines(of.messages.slice(0, most.value), seeker, of.names)} zone={zone()} attached={attached} />
      </div>
      {of.notes.length > 0 && (
        <div class="list">
          <h2>{t('archive.notes')}</h2>
          <RecordTable notes name={t('archive.notes')} lines={lines(of.notes.slice(0, most.value), seeker, of.names)} zone={zone()} />
        </div>
      )}
      {Math.max(of.messages.length, of.notes.length) > most.value && <div class="row more-rows"><Button kind="quiet" onPress={() => { most.value += linesAtOnce; }}>{t('archive.more')}</Button></div>}
    </div>
  );
}
