import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { lost } from '../session/insist';
import { Failure } from './Failure';

interface Props { error: unknown; again?: (() => void) | undefined; busy?: boolean }

/** The parts of a page that have lost the line, in the order in which they lost it. */
const cut = new Set<Props>();
const changed = signal(0);

/** A failure of one of several parts of a page. Where the line is cut under several at once, the first one says in full what to do and whom to call, and its press tries all of them again. */
export function Trouble({ error, again, busy = false }: Props) {
  const own: Props = useMemo(() => ({ error }), [error]);
  own.again = again;
  if (lost(error)) cut.add(own);
  useEffect(() => () => { cut.delete(own); changed.value++; }, [own]);
  void changed.value; // whoever was second may be first now
  if (!lost(error)) return <Failure error={error} again={again} busy={busy} />;
  if ([...cut][0] !== own) return <p class="notice warn">{t('settings.cut')}</p>;
  const all = () => cut.forEach((part) => part.again?.());
  return <Failure error={error} again={[...cut].some((part) => part.again) ? all : undefined} busy={busy} />;
}
