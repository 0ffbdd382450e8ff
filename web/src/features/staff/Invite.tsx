import { useSignal } from '@preact/signals';
import type { Role } from '../../crypto/wire';
import { t } from '../../i18n/i18n';
import { inWordsDate } from '../../i18n/moment';
import { Button } from '../../ui/button/button';
import { CopyLine } from '../../ui/copy/copy';
import { roles, usual } from './staff';

interface Props { busy: boolean; onInvite: (given: Role[]) => void }

/** What the newcomer will do, and the button that makes the link. */
export function InviteForm({ busy, onInvite }: Props) {
  const given = useSignal<readonly Role[]>(usual);
  const fault = useSignal<string | null>(null);
  const turn = (role: Role) => { given.value = given.value.includes(role) ? given.value.filter((r) => r !== role) : [...given.value, role]; };
  const make = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    fault.value = given.value.length ? null : t('staff.invite_need');
    if (!fault.value) onInvite(roles.filter((role) => given.value.includes(role)));
  };
  return (
    <form class="stack tight" autocomplete="off" noValidate onSubmit={make}>
      <fieldset aria-describedby={fault.value ? 'roles-fault' : undefined}>
        <legend>{t('staff.invite_roles')}</legend>
        {fault.value && <p class="fault" id="roles-fault">{fault.value}</p>}
        <div class="choices">
          {roles.map((role) => (
            <label class="choice" key={role}>
              <input type="checkbox" autocomplete="off" checked={given.value.includes(role)} onChange={() => turn(role)} />
              <span>{t(`staff.role_${role}`)} <span class="soft">{t(`staff.hint_${role}`)}</span></span>
            </label>
          ))}
        </div>
      </fieldset>
      <Button submit busy={busy}>{t(busy ? 'staff.invite_making' : 'staff.invite_make')}</Button>
    </form>
  );
}

/** The finished link, shown this once. */
export function InviteLink({ link, until, onDone }: { link: string; until: string; onDone: () => void }) {
  return (
    <div class="notice ok">
      <h3>{t('staff.link')}</h3>
      <p>{t('staff.link_text', { until: inWordsDate(new Date(`${until}T12:00:00`).getTime()) })}</p>
      <CopyLine text={link} copy={t('staff.copy')} copied={t('staff.copied')} failed={t('staff.copy_failed')} />
      <Button kind="plain" onPress={onDone}>{t('staff.link_done')}</Button>
    </div>
  );
}
