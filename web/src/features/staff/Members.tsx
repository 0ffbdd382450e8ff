import { t } from '../../i18n/i18n';
import type { Member } from './staff';

/** Who is in the team, as seekers read them, and what they do. */
export const Members = ({ members, mine }: { members: readonly Member[]; mine: string }) => (
  <div class="table">
    <table>
      <thead><tr><th scope="col">{t('staff.alias')}</th><th scope="col">{t('staff.roles')}</th></tr></thead>
      <tbody>
        {members.map((m) => (
          <tr key={m.uid}>
            <th scope="row" translate={false}>{m.alias}{m.uid === mine && <span class="soft"> ({t('staff.you')})</span>}</th>
            <td>{m.roles.map((role) => t(`staff.role_${role}`)).join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
