import { t } from '../../i18n/i18n';
import { countOf, filter, type Filter } from './today';

const all: readonly Filter[] = ['all', 'pool', 'own', 'rest', 'closed'];

/** Which part of the list is shown. `intake` false: there is no pool for this person. */
export const Filters = ({ intake, onChoose }: { intake: boolean; onChoose: (which: Filter) => void }) => (
  <div class="filters" role="group" aria-label={t('desk.filter')}>
    {all.filter((which) => intake || which !== 'pool').map((which) => (
      <button class="filter" type="button" key={which} aria-pressed={filter.value === which} onClick={() => onChoose(which)}>
        {t(`desk.filter_${which}`)}{which !== 'closed' && <span class="count"> {countOf(which)}</span>}
      </button>
    ))}
  </div>
);
