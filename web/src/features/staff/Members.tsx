import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { Badge } from '../../ui/badge/badge';
import { Button } from '../../ui/button/button';
import { Dialog } from '../../ui/dialog/dialog';
import type { Member } from './staff';

interface Props { members: readonly Member[]; mine: string; busy: string | null; onTurn: (m: Member, state: Member['state']) => void; onDismiss: (m: Member) => void }

/** Who is in the team, as seekers read them, what they do, and whether their account works. */
export function Members({ members, mine, busy, onTurn, onDismiss }: Props) {
  const asks = useSignal<{ of: Member; what: 'stop' | 'dismiss' } | null>(null);
  const shut = () => { asks.value = null; };
  return (
    <>
      <ul class="rows">
        {members.map((m) => (
          <li class="row-line" key={m.uid}>
            <p>
              <strong translate={false}>{m.alias}</strong>{m.uid === mine && <span class="soft"> ({t('staff.you')})</span>} {m.state === 'stopped' && <Badge kind="danger">{t('staff.stopped')}</Badge>}
              <br /><span class="soft">{m.roles.map((role) => t(`staff.role_${role}`)).join(', ')}</span>
              {m.state === 'stopped' && <><br /><span class="soft">{t('staff.stopped_text')}</span></>}
            </p>
            {m.uid !== mine && m.state === 'active' && <Button kind="quiet" busy={busy === m.uid} onPress={() => { asks.value = { of: m, what: 'stop' }; }}>{t('staff.stop')}</Button>}
            {m.uid !== mine && m.state === 'stopped' && (
              <div class="row">
                <Button kind="quiet" busy={busy === m.uid} onPress={() => onTurn(m, 'active')}>{t('staff.start')}</Button>
                <Button kind="plain" busy={busy === m.uid} onPress={() => { asks.value = { of: m, what: 'dismiss' }; }}>{t('staff.dismiss')}</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asks.value?.what === 'stop' && (
        <Sure title={t('staff.stop_title', { alias: asks.value.of.alias })} text={t('staff.stop_text')} yes={t('staff.stop_go')} onNo={shut} onYes={(of) => { shut(); onTurn(of, 'stopped'); }} of={asks.value.of} />
      )}
      {asks.value?.what === 'dismiss' && (
        <Sure title={t('staff.dismiss_title', { alias: asks.value.of.alias })} text={t('staff.dismiss_text')} yes={t('staff.dismiss_go')} onNo={shut} onYes={(of) => { shut(); onDismiss(of); }} of={asks.value.of} />
      )}
    </>
  );
}

const Sure = ({ of, title, text, yes, onNo, onYes }: { of: Member; title: string; text: string; yes: string; onNo: () => void; onYes: (of: Member) => void }) => (
  <Dialog title={title} onClose={onNo} close="">
    <p>{text}</p>
    <div class="buttons">
      <Button kind="quiet" first onPress={onNo}>{t('staff.cancel')}</Button>
      <Button kind="danger" onPress={() => onYes(of)}>{yes}</Button>
    </div>
  </Dialog>
);
