import { useSignal } from '@preact/signals';
import type { CaseState } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { Dialog } from '../../ui/dialog/dialog';
import { Notice } from '../../ui/notice/notice';
import { newest, type Read } from './case';

type To = Exclude<CaseState, 'open'>;
interface Props {
  now: Read; busy: boolean;
  /** Somebody waits for an answer. */ waiting: boolean;
  /** A text was begun in this case. */ begun: boolean;
  /** `seen`: the newest message when this was begun: what comes while a question is open was not before the eyes. */ onTurn: (to: To, seen: number) => void; onMark: () => void; onPutBack: () => void;
}

/** What can be done with the case besides answering it. Whatever is hard to undo is said before it is done. */
export function Orders({ now, busy, waiting, begun, onTurn, onMark, onPutBack }: Props) {
  const asks = useSignal<{ what: 'closed' | 'back'; seen: number } | null>(null);
  const { state, marks } = now.row, acute = marks.includes('acute');
  const question = asks.value, seen = newest(now);
  const shut = () => { asks.value = null; };
  const after = (act: () => void) => () => { shut(); act(); };
  return (
    <div class="card orders">
      <h2>{t('desk.orders')}</h2>
      {marks.includes('exposed') && <Notice kind="warn"><p><strong>{t('desk.exposed')}</strong></p><p>{t('desk.exposed_text')}</p></Notice>}
      {acute && <p>{t('desk.acute_is')}</p>}
      <div class="row tight">
        <Button kind="quiet" busy={busy} onPress={onMark}>{t(acute ? 'desk.acute_off' : 'desk.acute_on')}</Button>
        {state === 'taken' && <Button kind="quiet" busy={busy} onPress={() => onTurn('rest', seen)}>{t('desk.rest_on')}</Button>}
        {state === 'rest' && <Button kind="quiet" busy={busy} onPress={() => onTurn('taken', seen)}>{t('desk.rest_off')}</Button>}
        {state !== 'closed' && <Button kind="quiet" busy={busy} onPress={() => { asks.value = { what: 'back', seen }; }}>{t('desk.back_on')}</Button>}
        {state !== 'closed'
          ? <Button kind="quiet" busy={busy} onPress={() => { asks.value = { what: 'closed', seen }; }}>{t('desk.close_on')}</Button>
          : <Button kind="quiet" busy={busy} onPress={() => onTurn('taken', seen)}>{t('desk.close_off')}</Button>}
      </div>
      {question?.what === 'closed' && (
        <Dialog title={t('desk.close_title')} onClose={shut} close="">
          {waiting && <p><strong>{t('desk.close_waits')}</strong></p>}
          <p>{t('desk.close_text')}</p>
          {begun && <p>{t('desk.close_draft')}</p>}
          <Two no={shut} yes={after(() => onTurn('closed', question.seen))} label={t('desk.close_go')} />
        </Dialog>
      )}
      {question?.what === 'back' && (
        <Dialog title={t('desk.back_title')} onClose={shut} close="">
          <p>{t('desk.back_text')}</p>
          {now.held.length > 0 && <p>{t('desk.back_held')}</p>}
          {begun && <p><strong>{t('desk.back_draft')}</strong></p>}
          <Two no={shut} yes={after(onPutBack)} label={t('desk.back_go')} />
        </Dialog>
      )}
    </div>
  );
}

/** The safe way has the focus. */
const Two = ({ no, yes, label }: { no: () => void; yes: () => void; label: string }) => (
  <div class="buttons">
    <Button kind="quiet" first onPress={no}>{t('desk.cancel')}</Button>
    <Button onPress={yes}>{label}</Button>
  </div>
);
