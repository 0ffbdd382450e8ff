import { t } from '../../i18n/i18n';
import { inWords, iso } from '../../i18n/moment';
import type { Line } from './archive';

/** Every message with sender, recipient and time; notes have no recipient. To be read only. */
export const RecordTable = ({ lines, zone, notes, name }: { lines: readonly Line[]; zone: string; notes?: boolean; name: string }) => (
  <div class="table scrolls record" tabIndex={0} role="region" aria-label={name}>
    <table>
      <thead>
        <tr><th scope="col">{t('archive.from')}</th>{!notes && <th scope="col">{t('archive.to')}</th>}<th scope="col">{t('archive.time')}</th><th scope="col">{t('archive.text')}</th></tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <th scope="row" translate={false}>{line.from}</th>
            {!notes && <td translate={false}>{line.to}</td>}
            <td><time dateTime={iso(line.at)}>{inWords(line.at, zone)}</time>{!line.exact && <span class="soft"> ({t('archive.about')})</span>}</td>
            <td class="record-text" translate={false} dir="auto">{line.state === 'sealed' ? <em>{t('archive.unread')}</em> : line.text}{line.state === 'unchecked' && <p class="soft">{t('archive.unchecked')}</p>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
