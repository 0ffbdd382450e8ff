import { useSignal } from '@preact/signals';
import { fromAgency, simple, t } from '../../i18n/i18n';
import type { Agency } from '../../session/agency';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { TextBox } from '../../ui/field/field';
import { View } from '../../ui/frame/view';
import { State, StatusLine, hush, say } from '../../ui/status/status';
import { Steps } from '../../ui/steps/steps';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { ages, genders, letter, missing, most } from './letter';

/** Step 1: the letter. Nothing else is asked for that must be answered. */
export function Write({ agency, onNext, quiet }: { agency: Agency; onNext: () => void; quiet: boolean }) {
  const faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { letter: letter.text });
  const next = (event: Event) => {
    event.preventDefault();
    faults.value = missing();
    if (!faults.value.length) onNext();
  };
  return (
    <View title={t('write.heading')} step={t('write.title')} before={<Steps at={1} of={2} />} quiet={quiet}>
      <p>{t('write.lead')}</p>
      <form class="stack" autocomplete="off" noValidate onSubmit={next}>
        <Summary faults={faults.value} />
        <div class="stack tight">
          <TextBox id="letter" label={t('write.letter')} value={letter.text} most={most} fault={faultOf(faults.value, 'letter')} />
          <State icon="pen">{t('write.state')}</State>
          {!letter.text.value && <Beginnings />}
        </div>
        {agency.topics.length > 1 && <Topic agency={agency} />}
        {!simple.value && (agency.ask.age || agency.ask.gender) && <More agency={agency} />}
        <StatusLine />
        <div class="buttons"><Button submit>{t('write.next')}</Button></div>
      </form>
    </View>
  );
}

/** Voluntary: nobody in distress has to know already what it is about. */
function Topic({ agency }: { agency: Agency }) {
  const topics = agency.topics.map((topic) => ({ value: topic.code, label: fromAgency(topic.label, agency.languages[0] ?? '').text }));
  return <Choices legend={t('write.topic')} name="topic" value={letter.topic} free options={[...topics, { value: '', label: t('write.topic_none') }]} />;
}

/** For whom the empty box is the hardest part. */
function Beginnings() {
  const begin = (text: string) => () => {
    letter.text.value = `${text} `;
    const box = document.getElementById('letter') as HTMLTextAreaElement | null;
    box?.focus();
    hush();
    say(t('write.begun'));
  };
  return (
    <Disclosure label={t('write.beginnings')}>
      <div class="suggestions">
        {['a', 'b', 'c', 'd'].map((key) => <Button key={key} kind="quiet" onPress={begin(t(`write.beginning_${key}`))}>{t(`write.beginning_${key}`)} …</Button>)}
      </div>
    </Disclosure>
  );
}

function More({ agency }: { agency: Agency }) {
  return (
    <Disclosure label={t('write.more')} framed>
      <div class="stack">
        {agency.ask.age && <Choices legend={t('write.age')} name="age" value={letter.age} inline options={['', ...ages].map((value) => ({ value, label: t(`write.age_${value || 'none'}`) }))} />}
        {agency.ask.gender && <Choices legend={t('write.gender')} name="gender" value={letter.gender} inline options={['', ...genders].map((value) => ({ value, label: t(`write.gender_${value || 'none'}`) }))} />}
        <Disclosure label={t('write.why')}><p>{t('write.why_text')}</p></Disclosure>
      </div>
    </Disclosure>
  );
}
