// "Meine Nachrichten mitnehmen": everything of one's own is fetched and opened in this browser, packed there and handed over. Nothing of it is sent or stored.
import { ask } from '../../crypto/client';
import type { OpenMessage } from '../../crypto/verbs';
import type { Case } from '../../crypto/wire';
import { fromAgency, language, t } from '../../i18n/i18n';
import { fetchCase } from '../../session/adopt';
import { agency } from '../../session/agency';
import { get } from '../../session/api';
import { fetchFile, mostOf } from '../../session/files';
import { membersFor } from '../../session/members';
import { texts } from '../../session/texts';
import { keepVault } from '../../session/vault';
import { zip, type Packed } from '../../session/zip';
import { files, inFolder, type Letter, type Whole } from './pack';

interface Gathered { whole: Whole; attached: Packed[]; /** Attachments that could not be had. */ missing: number }

/** Everything of all cases. What cannot be opened says so in its place; a case that is locked has nothing to show. Throws Failed, Refused. */
async function gather(progress: (letters: number) => void): Promise<Gathered> {
  const { cases } = await get<{ cases: Case[] }>('cases');
  const all: Gathered = { whole: { title: t('takealong.page'), lang: language.value, made: Date.now(), cases: [] }, attached: [], missing: 0 };
  let seen = 0;
  for (const [i, { id }] of cases.filter((one) => one.locked_until === null).entries()) {
    const row = await fetchCase(id);
    const messages = await texts(row.id, 'messages', 0);
    const uids = [...new Set(messages.filter((m) => m.role !== 'seeker').map((m) => m.author))];
    const members = await membersFor({ case: row, messages, uids });
    const opened = await ask('openCase', { case: row, messages, notes: [], members, anyway: true });
    await keepVault(opened.vault);
    const names = new Map(uids.length ? (await ask('members', { members })).map(({ uid, alias }) => [uid, alias]) : []);
    const letters: Letter[] = [];
    for (const m of opened.messages) {
      letters.push({ ...await letterOf(row.id, m, all), case: i, who: who(m, names) });
      progress(++seen);
    }
    all.whole.cases.push({ topic: topicOf(row.topic), began: row.created, letters });
  }
  return all;
}

const who = (m: OpenMessage, names: ReadonlyMap<string, string>): string => (m.mine || m.role === 'seeker' ? t('takealong.you') : names.get(m.author) ?? t('takealong.team'));

function topicOf(code: string): string {
  const label = agency.value?.topics.find((one) => one.code === code)?.label;
  return (label && fromAgency(label, agency.value?.languages[0] ?? '').text) || t('takealong.untitled');
}

async function letterOf(id: string, m: OpenMessage, all: Gathered): Promise<Omit<Letter, 'case' | 'who'>> {
  const here: Letter['files'] = [];
  for (const file of m.files) {
    try {
      const sealed = await fetchFile(file.id, mostOf(file.size), () => undefined);
      const { name, bytes } = await ask('openFile', { case: id, message: m.id, id: file.id, sealed });
      const inside = inFolder(name, all.attached.length + 1);
      all.attached.push({ name: inside, bytes });
      here.push({ name, file: inside });
    } catch { all.missing++; } // said at the end; one broken attachment keeps nobody from the letters
  }
  return { id: m.id, own: m.mine, at: m.at, exact: m.exact, text: m.state === 'sealed' ? null : m.text, lang: m.lang, files: here };
}

/** Packs everything and hands it to the browser as a download. Answers how many letters it holds, and how many attachments are missing. Throws Failed, Refused. */
export async function takeAlong(progress: (letters: number) => void): Promise<{ letters: number; missing: number }> {
  const { whole, attached, missing } = await gather(progress);
  const archive = await zip(files(whole, attached), whole.made);
  hand(archive);
  return { letters: whole.cases.reduce((sum, { letters }) => sum + letters.length, 0), missing };
}

/** As bytes without a type, under a name that tells nothing. */
function hand(archive: Packed['bytes']): void {
  const link = document.createElement('a'), at = URL.createObjectURL(new Blob([archive], { type: 'application/octet-stream' }));
  link.href = at;
  link.download = t('takealong.file');
  link.click();
  setTimeout(() => URL.revokeObjectURL(at), 60_000);
}
