import { t } from '../../i18n/i18n';
import { Bars } from '../../ui/bars/bars';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { figure, label, type Figure, type FileFigure } from './visits';

type Kind = Parameters<typeof label>[0];

/** Every figure as it stands, also those that a picture shows. */
function FigureTable({ kind, head, figures }: { kind: Kind; head: string; figures: readonly Figure[] }) {
  return (
    <div class="table">
      <table>
        <thead><tr><th scope="col">{head}</th><th scope="col" class="number">{t('visits.visits')}</th></tr></thead>
        <tbody>{figures.map((f) => <tr key={f.what}><th scope="row">{label(kind, f.what)}</th><td class="number">{figure(f.count)}</td></tr>)}</tbody>
      </table>
    </div>
  );
}

/** A picture, and below it the same as a table, closed where it is long. */
export function Pictured({ id, kind, title, figures }: { id: string; kind: Kind; title: string; figures: readonly Figure[] }) {
  return (
    <section class="list" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Bars name={t('visits.picture', { title })} bars={figures.map((f) => ({ label: f.what, count: f.count }))} />
      {figures.length > 1 && <p class="soft ends"><span>{label(kind, figures[0]!.what)}</span><span>{label(kind, figures.at(-1)!.what)}</span></p>}
      <Disclosure label={t('visits.as_table', { title })}><FigureTable kind={kind} head={t(`visits.head_${kind}`)} figures={figures} /></Disclosure>
    </section>
  );
}

/** Few rows: the table alone says it best. */
export const Listed = ({ id, kind, title, figures }: { id: string; kind: Kind; title: string; figures: readonly Figure[] }) => (
  <section class="list" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    <FigureTable kind={kind} head={t(`visits.head_${kind}`)} figures={figures} />
  </section>
);

/** The access record: how often each pattern of an address was asked for. */
export const Files = ({ files }: { files: readonly FileFigure[] }) => (
  <Disclosure label={t('visits.files')}>
    <p class="soft">{t('visits.files_hint')}</p>
    <div class="table scrolls" tabIndex={0} role="region" aria-label={t('visits.files')}>
      <table>
        <thead>
          <tr><th scope="col">{t('visits.file')}</th><th scope="col">{t('visits.outcome')}</th><th scope="col">{t('visits.family')}</th><th scope="col" class="number">{t('visits.count')}</th><th scope="col" class="number">{t('visits.kib')}</th></tr>
        </thead>
        <tbody>
          {files.map((f) => (
            <tr key={[f.file, f.outcome, f.family].join()}>
              <th scope="row" translate={false}>{f.file}</th><td>{t(`visits.outcome_${f.outcome}`)}</td><td>{f.family === 'other' ? t('visits.family_other') : <span translate={false}>{t(`visits.family_${f.family}`)}</span>}</td>
              <td class="number">{figure(f.count)}</td><td class="number">{figure(f.kib)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Disclosure>
);
