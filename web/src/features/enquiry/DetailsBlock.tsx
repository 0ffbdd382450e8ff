import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { signedIn } from '../../session/again';
import { details, saveDetails } from '../../session/details';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { TextField } from '../../ui/field/field';
import { ages, genders } from './letter';

/** How the team addresses the person, and what she said about herself, all voluntary. It is kept in each of her cases, sealed; nothing is shown as long as there is none. */
export function DetailsBlock({ telling }: BlockProps) {
  const doing = useDoing(), there = useSignal(false), name = useSignal(''), age = useSignal(''), gender = useSignal(''), ask = agency.value?.ask;
  const word = (of: 'age' | 'gender', code: string) => t(`write.${of}_${code}`);
  /** The words that were stored may be of another language: what is not among ours is kept as it stands. */
  const options = (of: 'age' | 'gender', codes: readonly string[], now: string) => {
    const own = codes.map((code) => word(of, code));
    return [{ value: '', label: word(of, 'none') }, ...(now && !own.includes(now) ? [now, ...own] : own).map((text) => ({ value: text, label: text }))];
  };
  const load = () => void doing.act(async () => {
    const said = await signedIn(details);
    if (!said) return;
    [name.value, age.value, gender.value, there.value] = [said.name, said.age ?? '', said.gender ?? '', true];
  });
  useEffect(load, []);
  if (!there.value) return doing.failed.value === null ? null : <>{telling(doing.failed.value, load)}</>;
  const save = (event: Event) => {
    event.preventDefault();
    const called = name.value.trim();
    void doing.act(() => signedIn(() => saveDetails({ name: called || t('access.nameless'), age: age.value || null, gender: gender.value || null })), t('settings.saved'), t('account.saving'));
  };
  return (
    <Block id="details" title={t('settings.details')} doing={doing} telling={telling}>
      <p>{t('settings.details_text')}</p>
      <form class="stack tight" autocomplete="off" noValidate onSubmit={save}>
        <TextField id="details-name" free label={t('settings.called')} value={name} most={32} hint={t('settings.called_hint')} />
        {ask?.age && <Choices free legend={t('write.age')} name="details-age" value={age} inline options={options('age', ages, age.value)} />}
        {ask?.gender && <Choices free legend={t('write.gender')} name="details-gender" value={gender} inline options={options('gender', genders, gender.value)} />}
        <div class="buttons"><Button submit kind="quiet" busy={doing.busy.value}>{t('account.save')}</Button></div>
      </form>
    </Block>
  );
}
