import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { fromAgency, simple, t } from '../../i18n/i18n';
import { checked, type Agency } from '../../session/agency';
import { Button } from '../../ui/button/button';
import { Choices } from '../../ui/choice/choice';
import { Disclosure } from '../../ui/disclosure/disclosure';
import { TextBox, TextField } from '../../ui/field/field';
import { View } from '../../ui/frame/view';
import { State, StatusLine, hush, say } from '../../ui/status/status';
import { Steps } from '../../ui/steps/steps';
import { Summary, faultOf, useMending, type Fault } from '../../ui/summary/summary';
import { SaveLine } from '../../ui/save/save';
import { ages, answer, begun, genders, letter, missing, most } from './letter';

interface Props {
  agency: Agency; quiet: boolean;
  /** To the next step, or, where there is an access already, to the server. `busy`: on its way there. */
  onNext: () => void; busy: boolean;
  /** "Write on later": makes the access first; null where it is made. */
  onLater: (() => void) | null;
  onSignIn: () => void;
  beside?: ComponentChildren;
  /** One line where the agency keeps records (S16). */
  kept?: ComponentChildren;
}

/** Step 1: the letter. Nothing else is asked for that must be answered. */
export function Write({ agency, onNext, onLater, onSignIn, busy, quiet, beside, kept }: Props) {
  const faults = useSignal<readonly Fault[]>([]);
  useMending(faults, { letter: letter.text });
  const checked = (go: () => void) => {
    if (busy) return;
    faults.value = missing();
    if (!faults.value.length) go();
  };
  const draft = begun.value;
  return (
    <View title={t('write.heading')} step={t('write.title')} before={!draft && <Steps at={1} of={2} />} quiet={quiet}>
      <p>{t('write.lead')}</p>
      <form class="stack" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); checked(onNext); }}>
        <Summary faults={faults.value} />
        <div class="stack tight">
          <TextBox id="letter" label={t('write.letter')} value={letter.text} most={most} fault={faultOf(faults.value, 'letter')} />
          {draft ? <SaveLine state={draft.state.value} other={draft.other.value} onTake={() => draft.takeOther()} onForget={() => draft.forgetOther()} onSignIn={onSignIn} /> : <State icon="pen">{t('save.page')}</State>}
          {!letter.text.value && <Beginnings />}
        </div>
        {agency.topics.length > 1 && <Topic agency={agency} />}
        {!simple.value && (agency.ask.age || agency.ask.gender || agency.ask.questions.length > 0 || relinks()) && <More agency={agency} />}
        {kept}
        <StatusLine />
        <div class="buttons">
          <Button submit busy={busy}>{t(draft ? busy ? 'access.sending' : 'access.send' : 'write.next')}</Button>
          {onLater && <Button kind="quiet" onPress={() => checked(onLater)}>{t('write.later')}</Button>}
          {beside}
        </div>
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

/** The agency may share an earlier case with a new account. */
const relinks = (): boolean => checked.value?.policy.relink === 'confirmed';

function More({ agency }: { agency: Agency }) {
  return (
    <Disclosure label={t('write.more')} framed>
      <div class="stack">
        {agency.ask.age && <Choices legend={t('write.age')} name="age" value={letter.age} inline options={['', ...ages].map((value) => ({ value, label: t(`write.age_${value || 'none'}`) }))} />}
        {agency.ask.gender && <Choices legend={t('write.gender')} name="gender" value={letter.gender} inline options={['', ...genders].map((value) => ({ value, label: t(`write.gender_${value || 'none'}`) }))} />}
        {(agency.ask.age || agency.ask.gender) && <Disclosure label={t('write.why')}><p>{t('write.why_text')}</p></Disclosure>}
        {relinks() && <TextField id="earlier" label={t('write.earlier')} hint={t('write.earlier_hint')} value={letter.earlier} most={32} free />}
        {agency.ask.questions.map((question) => <Question key={question.code} question={question} first={agency.languages[0] ?? ''} />)}
      </div>
    </Disclosure>
  );
}

/** A question of the agency's own, with its reason. */
function Question({ question, first }: { question: Agency['ask']['questions'][number]; first: string }) {
  const [asks, why] = [fromAgency(question.text, first), fromAgency(question.why, first)];
  return (
    <TextField id={`ask-${question.code}`} label={asks.text} value={answer(question.code)} most={500} free {...(asks.lang ? { lang: asks.lang } : {})}
      after={<Disclosure label={t('write.why')}><p lang={why.lang}>{why.text}</p></Disclosure>} />
  );
}
