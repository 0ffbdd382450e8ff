// The team, for leads: who is in it, who is invited, who waits to be taken in.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { counted } from '../features/desk/desk';
import { InviteForm, InviteLink } from '../features/staff/Invite';
import { Invites } from '../features/staff/Invites';
import { Members } from '../features/staff/Members';
import { joinLink } from '../features/staff/link';
import { admit, dismiss, invite, start, stop, team, withdraw, type Invited, type Member, type Team } from '../features/staff/staff';
import { Refused } from '../crypto/verbs';
import type { Role } from '../crypto/wire';
import { t, tn } from '../i18n/i18n';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { agency, checked } from '../session/agency';
import { Failed } from '../session/api';
import { renew } from '../session/staff';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine, hush, say } from '../ui/status/status';
import { onChange } from './deskLive';

/** The operator has set how many people the team may have. */
const noRoom = (error: unknown): boolean => error instanceof Failed && error.code === 'full' && error.problem?.field === 'staff';

export function DeskTeam() {
  const known = useSignal<Team | null>(null);
  const link = useSignal<{ id: string; link: string; until: string } | null>(null);
  const busy = useSignal<string | null>(null);
  const trouble = useSignal<unknown>(null);
  /** One step at a time; `key` says which button is busy. */
  const act = async (key: string, step: () => Promise<void>) => {
    if (busy.value !== null) return;
    busy.value = key;
    trouble.value = null;
    hush();
    try { await signedIn(step); } catch (error) { if (noRoom(error)) say(t('staff.full'), 'warn'); else trouble.value = error; } finally { busy.value = null; }
  };
  const look = async () => {
    await renew();
    known.value = await team();
    // The link of somebody who was taken in, here or by another lead, leads nowhere any more.
    if (link.value && !known.value.invited.some((i) => i.invite.id === link.value?.id)) link.value = null;
  };
  const load = () => act('load', look);
  const make = (given: Role[]) => act('invite', async () => {
    const made = await invite(given, checked.value?.fingerprint);
    link.value = { id: made.id, link: joinLink(location.origin, agency.value?.short ?? '', made.token, made.fingerprint), until: made.until };
    known.value = await team();
  });
  const takeIn = (i: Invited) => act(i.invite.id, async () => {
    await admit(i.invite);
    await look();
    say(t('staff.admitted', { alias: i.state === 'answered' ? i.alias : '' }));
  });
  const takeBack = (i: Invited) => act(i.invite.id, async () => {
    await withdraw(i.invite.id);
    await look();
    say(t('staff.withdrawn'));
  });
  const change = (m: Member, state: Member['state']) => act(m.uid, async () => {
    await (state === 'stopped' ? stop : start)(m.uid);
    await look();
    say(t(state === 'stopped' ? 'staff.stop_done' : 'staff.start_done', { alias: m.alias }));
  });
  const away = (m: Member) => act(m.uid, async () => {
    let rekeyed: boolean;
    try { rekeyed = await dismiss(m.uid); } catch (error) {
      if (!(error instanceof Refused) || (error.check !== 'state' && error.check !== 'policy')) throw error;
      say(t(error.check === 'policy' ? 'staff.dismiss_waits' : 'staff.dismiss_not', { alias: m.alias }), 'warn');
      return;
    }
    await look();
    say(t(rekeyed ? 'staff.dismiss_rekeyed' : 'staff.dismiss_done', { alias: m.alias }));
  });
  useEffect(() => {
    void load();
    return onChange((event) => { if ((event.kind === 'directory' || event.kind === 'again') && busy.value === null) void look().catch(() => undefined); });
  }, []);

  const now = known.value;
  const leads = now?.members.filter((m) => m.roles.includes('lead') && m.state === 'active').length ?? 0;
  return (
    <View title={t('staff.title')} step={counted.value + t('staff.title')}>
      <div class="desk-head">
        <p class="soft">{now ? tn('staff.count', now.members.length) : trouble.value === null && t('desk.loading')}</p>
        <Button kind="quiet" busy={busy.value === 'load'} onPress={load}>{t('desk.reload')}</Button>
      </div>
      <StatusLine />
      <Failure told={told(trouble.value)} />
      {now && (
        <div class="split">
          <div class="stack">
            <section class="list" aria-labelledby="members-title"><h2 id="members-title">{t('staff.members')}</h2><Members members={now.members} mine={me.value?.uid ?? ''} busy={busy.value} onTurn={change} onDismiss={away} /></section>
            {leads === 1 && <Notice><p>{t('staff.one_lead')}</p></Notice>}
            <section class="list" aria-labelledby="invites-title">
              <h2 id="invites-title">{t('staff.open')}</h2>
              {now.invited.some((i) => i.state === 'answered') && <p>{t('staff.answered_text')}</p>}
              <Invites invited={now.invited} busy={busy.value} onAdmit={takeIn} onWithdraw={takeBack} />
            </section>
          </div>
          <aside class="card stack tight">
            <h2>{t('staff.invite')}</h2>
            {link.value ? <InviteLink {...link.value} onDone={() => { link.value = null; }} /> : <InviteForm busy={busy.value === 'invite'} onInvite={make} />}
          </aside>
        </div>
      )}
    </View>
  );
}
