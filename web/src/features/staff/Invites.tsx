import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { inWordsDate } from '../../i18n/moment';
import { Badge } from '../../ui/badge/badge';
import { Button } from '../../ui/button/button';
import type { Invited } from './staff';

interface Props { invited: readonly Invited[]; busy: string | null; onAdmit: (i: Invited) => void; onWithdraw: (i: Invited) => void }

const until = (date: string): string => t('staff.until', { until: inWordsDate(new Date(`${date}T12:00:00`).getTime()) });

/** Open invites, and the people who wait to be taken in: their check marks are compared by another way before a lead signs them. */
export function Invites({ invited, busy, onAdmit, onWithdraw }: Props) {
  if (invited.length === 0) return <p class="soft empty">{t('staff.open_none')}</p>;
  return <ul class="rows invites">{invited.map((i) => <li key={i.invite.id}><Row of={i} busy={busy} onAdmit={onAdmit} onWithdraw={onWithdraw} /></li>)}</ul>;
}

function Row({ of, busy, onAdmit, onWithdraw }: { of: Invited; busy: string | null } & Pick<Props, 'onAdmit' | 'onWithdraw'>) {
  const away = <Button kind="plain" busy={busy === of.invite.id} onPress={() => onWithdraw(of)}>{t('staff.withdraw')}</Button>;
  if (of.state === 'open') return <Line head={t('staff.open_row')} text={until(of.invite.until)}>{away}</Line>;
  if (of.state === 'refused') return <Line head={t('staff.refused')} text={until(of.invite.until)}>{away}</Line>;
  return (
    <Line head={<><strong translate={false}>{of.alias}</strong> <Badge kind="warn">{t('staff.answered')}</Badge></>}
      text={<>{of.roles.map((role) => t(`staff.role_${role}`)).join(', ')}<br />{t('staff.kids')} <code>{mark(of.kids.enc)}</code> · <code>{mark(of.kids.sig)}</code></>}>
      <Button busy={busy === of.invite.id} onPress={() => onAdmit(of)}>{t(busy === of.invite.id ? 'staff.admitting' : 'staff.admit')}</Button>
      {away}
    </Line>
  );
}

/** A short check mark in groups that can be read out. */
export const mark = (kid: string): string => kid.replace(/[-_]/g, '').slice(0, 8).replace(/(.{4})(?=.)/g, '$1 ');

const Line = ({ head, text, children }: { head: ComponentChildren; text: ComponentChildren; children: ComponentChildren }) => (
  <div class="row-line"><div><p>{head}</p><p class="soft">{text}</p></div><div class="row">{children}</div></div>
);
