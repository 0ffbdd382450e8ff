// An enquiry of the pool: read, then taken over or left.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Facts } from '../features/desk/Facts';
import { LetterList } from '../features/desk/LetterList';
import { Deadline } from '../features/desk/Deadline';
import { justTaken } from '../features/desk/case';
import { counted, go, languageName, topicName } from '../features/desk/desk';
import { serverNow, zone } from '../features/desk/today';
import { TakeOver } from '../features/pool/TakeOver';
import { look, type Looked } from '../features/pool/pool';
import { ageInWords } from '../i18n/age';
import { t } from '../i18n/i18n';
import { me } from '../session/account';
import { signedIn } from '../session/again';
import { aliases } from '../session/staff';
import { told } from '../session/trouble';
import { Badge } from '../ui/badge/badge';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';
import { Notice } from '../ui/notice/notice';
import { StatusLine } from '../ui/status/status';
import { onChange } from './deskLive';

const nobody = new Map<string, string>();

/** The alias of whoever was faster; null if it cannot be told. */
async function taker(by: string | null): Promise<string | null> {
  if (by === null) return null;
  try { return (await aliases([by])).get(by) ?? null; } catch { return null; }
}

export function DeskEnquiry({ id }: { id: string }) {
  const looked = useSignal<Looked | null>(null);
  const gone = useSignal<{ alias: string | null } | null>(null);
  const trouble = useSignal<unknown>(null);
  const taking = useRef(false); // one's own take-over is told by its own answer
  const over = useRef(false); // somebody has it: what was fetched before is not shown any more
  const toCase = () => { justTaken(id); go({ name: 'case', id }); };
  const leave = async (by: string | null) => {
    if (by !== null && by === me.value?.uid) { go({ name: 'case', id }); return; }
    over.current = true;
    looked.value = null; // the text is closed again at once
    const alias = await taker(by);
    gone.value = { alias };
  };
  const open = async () => {
    trouble.value = null;
    try {
      const end = await signedIn(() => look(id));
      if (end.state === 'gone') await leave(end.by); else if (!over.current) looked.value = end;
    } catch (error) { trouble.value = error; }
  };
  useEffect(() => {
    void open();
    return onChange((event) => { if (event.kind === 'again' || event.case === id) void look(id).then((end) => { if (end.state === 'gone' && !taking.current) return leave(end.by); }, () => undefined); });
  }, [id]);
  const back = <Button kind="plain" onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button>;
  const enquiry = looked.value?.state === 'open' ? looked.value : null;
  return (
    <View title={enquiry ? t('pool.heading', { name: enquiry.profile.name }) : t('pool.step')} step={counted.value + t('pool.step')} before={!gone.value && <p class="back">{back}</p>}>
      {gone.value && <Gone alias={gone.value.alias} />}
      <Failure told={told(trouble.value)}><Button kind="quiet" onPress={open}>{t('desk.try_again')}</Button></Failure>
      {!enquiry && !gone.value && trouble.value === null && <p class="soft">{t('pool.opening')}</p>}
      {enquiry && (
        <>
          <p class="row tight"><Deadline row={enquiry.case} now={serverNow()} zone={zone()} />{enquiry.case.marks.includes('acute') && <Badge kind="danger">{t('desk.acute')}</Badge>}</p>
          <p class="soft">{[t('pool.came', { age: ageInWords(enquiry.case.created, Date.now()) }), topicName(enquiry.case.topic), languageName(enquiry.case.lang)].filter(Boolean).join(' · ')}</p>
          <StatusLine />
          <div class="split">
            <div class="stack">
              <LetterList messages={enquiry.messages} profile={enquiry.profile} names={nobody} />
              <TakeOver id={id} onTake={(under) => { taking.current = under; }} onTaken={toCase} onGone={(by) => void leave(by)} />
            </div>
            <aside class="stack"><Facts profile={enquiry.profile} topic={topicName(enquiry.case.topic)} language={languageName(enquiry.case.lang)} /></aside>
          </div>
        </>
      )}
    </View>
  );
}

/** Somebody was faster. Nothing is broken, and nothing of the letter is left here. */
function Gone({ alias }: { alias: string | null }) {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => { line.current?.focus(); }, []);
  return (
    <Notice>
      <p ref={line} tabIndex={-1}><strong>{alias ? t('pool.taken_by', { alias }) : t('pool.taken_by_someone')}</strong></p>
      <p>{t('pool.taken_text')}</p>
      <Button onPress={() => go({ name: 'today' })}>{t('desk.back_today')}</Button>
    </Notice>
  );
}
