import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { agency, checked } from '../session/agency';
import { lost } from '../session/insist';
import { Button } from '../ui/button/button';
import { CrisisList, Dial } from '../ui/crisis/crisis';
import { Disclosure } from '../ui/disclosure/disclosure';
import { inPlainWords } from '../session/words';

interface Props {
  error: unknown;
  /** Only where it is true: what was typed is still there. */
  kept?: boolean;
  again?: (() => void) | undefined; busy?: boolean;
}

/** Something stopped. Says what, whether the text is safe, whom to call; the way on is one button (UX R11). */
export function Failure({ error, kept = false, again, busy = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { heading.current?.focus(); }, [error]);
  return (
    <section class={`notice ${lost(error) ? 'warn' : 'danger'}`} aria-labelledby="failure-title">
      <h2 id="failure-title" ref={heading} tabIndex={-1}>{t('problem.heading')}</h2>
      <p>{inPlainWords(error)}{kept && ` ${t('problem.kept')}`}</p>
      {again && <div class="buttons"><Button busy={busy} onPress={again}>{t('common.again')}</Button></div>}
      <WhomToCall />
    </section>
  );
}

/** The signed contact wherever there is one: whoever has power over what the server says must not be able to redirect a call for help. */
export function WhomToCall() {
  const signed = checked.value?.contact, own = agency.value;
  const phone = signed?.phone || own?.contact.phone;
  const countries = own?.crisis.slice(0, 1).map((country) => (signed?.emergency.length ? { ...country, numbers: signed.emergency } : country)) ?? [];
  return (
    <>
      {phone && <p>{t('problem.phone')} <Dial number={phone} /></p>}
      <p><strong>{t('common.danger')}</strong> <Dial number="112" /></p>
      {countries.length > 0 && <Disclosure label={t('common.numbers')} open><CrisisList countries={countries} /></Disclosure>}
    </>
  );
}
