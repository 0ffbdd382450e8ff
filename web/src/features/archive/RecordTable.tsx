import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { inWords, iso } from '../../i18n/moment';
import type { Line } from './archive';

interface Props { lines: readonly Line[]; zone: string; notes?: boolean; name: string; /** What hangs on a line, by its id. */ attached?: (id: string) => ComponentChildren }

/** Every message with sender, recipient and time; notes have no recipient. To be read only. */
export const RecordTable = ({ lines, zone, notes, name, attached }: Props) => (
  <div class="table scrolls record" tabIndex={0} role="region" aria-label={name}>
    <table role="table">
      <thead role="rowgroup">
        <tr role="row"><th scope="col" role="columnheader">{t('archive.from')}</th>{!notes && <th scope="col" role="columnheader">{t('archive.to')}</th>}<th scope="col" role="columnheader">{t('archive.time')}</th><th scope="col" role="columnheader">{t('archive.text')}</th></tr>
      </thead>
      <tbody role="rowgroup">
        {lines.map((line) => (
          <tr role="row" key={line.id}>
            <th scope="row" role="rowheader" data-label={t('archive.from')} translate={false}>{line.from}</th>
            {!notes && <td role="cell" data-label={t('archive.to')} translate={false}>{line.to}</td>}
            <td role="cell"><time dateTime={iso(line.at)}>{inWords(line.at, zone)}</time>{!line.exact && <span class="soft"> ({t('archive.about')})</span>}</td>
            <td role="cell" class="record-text" translate={false} dir="auto">{line.state === 'sealed' ? <em>{t('archive.unread')}</em> : line.text}{line.state === 'unchecked' && <p class="soft">{t('archive.unchecked')}</p>}{attached?.(line.id)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
