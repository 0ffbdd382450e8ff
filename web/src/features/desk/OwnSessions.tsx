import type { OwnSession } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { inWordsNear } from '../../i18n/moment';
import { Badge } from '../../ui/badge/badge';
import { Button } from '../../ui/button/button';

interface Props { sessions: readonly OwnSession[]; busy: string | null; onEnd: (session: OwnSession) => void }

/** Where else one is signed in: times only, for nothing else is stored. */
export const OwnSessions = ({ sessions, busy, onEnd }: Props) => (
  <ul class="rows">
    {sessions.map((session) => (
      <li class="row-line" key={session.handle}>
        <p>
          <strong>{t(session.own ? 'desk.session_own' : 'desk.session_other')}</strong> {session.own && <Badge kind="ok">{t('desk.session_here')}</Badge>}
          <br /><span class="soft">{t('desk.session_times', { last: inWordsNear(session.last_use), until: inWordsNear(session.ends_at) })}</span>
        </p>
        {!session.own && <Button kind="quiet" busy={busy === session.handle} onPress={() => onEnd(session)}>{t('desk.session_end')}</Button>}
      </li>
    ))}
  </ul>
);
