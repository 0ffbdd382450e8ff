import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n';
import { signedIn } from '../../session/again';
import { Block, useDoing, type BlockProps } from '../../ui/block/block';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';

interface Props extends BlockProps { choices: readonly string[]; now: string; onChoose: (choice: string) => Promise<void> }

/** In which language the pages speak after signing in; kept sealed with the account. */
export function LanguageBlock({ telling, choices, now, onChoose }: Props) {
  const doing = useDoing(), chosen = useSignal(now);
  if (choices.length < 2) return null;
  const save = (event: Event) => {
    event.preventDefault();
    void doing.act(() => signedIn(() => onChoose(chosen.value)), '', t('account.saving')).then((done) => { if (done) doing.said.value = t('settings.saved'); });
  };
  return (
    <Block id="language" title={t('settings.language')} doing={doing} telling={telling}>
      <form class="stack tight" autocomplete="off" noValidate onSubmit={save}>
        <Choices legend={t('settings.language_text')} name="language-choice" inline value={chosen}
          options={choices.map((choice) => ({ value: choice, label: t(`common.language_${choice.endsWith('-simple') ? 'simple' : choice}`) }))} />
        <div class="buttons"><Button submit kind="quiet" busy={doing.busy.value}>{t('account.save')}</Button></div>
      </form>
    </Block>
  );
}
