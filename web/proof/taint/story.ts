// The whole story, as people do it with hands and eyes: each step types, presses and waits for what it shows. What is typed goes on the taint list.
import { expect, type Page } from '@playwright/test';
import { temporary } from '../../e2e/process';
import { join } from 'node:path';
import type { Window } from './browser';
import type { Taint } from './taint';
import type { Notifier } from './notifier';
import { strangeAddress, strangeName, strangePassword, strangeText, type Draw, type Words } from './words';

export interface Ground { origin: string; lang: string; t: Words; draw: Draw; taint: Taint }
export interface Access { name: string; password: string; code: string }
/** `archive`: the secret of the archive as the recovery sheet has it; null where cases are erased. */
export interface Lead extends Access { archive: string | null }
export interface Seeker extends Access { letter: string; draft: string }

/** What a browser draws to seal an address: the notifier, who opens it, knows it then. */
export const forAddress = 'drawn to seal an address';

const long = { timeout: 30_000 };
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const entry = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text.split('\n')[0]! }).first();
/** A key with a gap for a number or a time, as what stands before the gap. */
const beginning = (words: string) => words.split('{')[0]!.trim();
const saved = (page: Page, t: Words) => expect(page.getByText(beginning(t('save.saved'))).first()).toBeVisible(long);
const address = ({ origin, lang }: Ground, rest = '') => `${origin}/kiz${lang === 'de' ? '' : `/${lang}`}${rest}`;

const norm = (name: string): string => name.toLowerCase();

async function code(page: Page, taint: Taint): Promise<string> {
  const shown = /(?:[0-9A-HJKMNP-TV-Z]{4}[-\s]*){7}/.exec(await page.locator('output').first().innerText())?.[0].trim() ?? '';
  const bare = shown.replace(/[-\s]/g, '');
  expect(bare).toHaveLength(28);
  for (const spelled of [shown, bare, bare.toLowerCase(), bare.match(/.{4}/g)!.join('-'), bare.match(/.{4}/g)!.join(' ')]) taint.typed('return code as text', spelled);
  return bare;
}

function newAccess({ taint, draw }: Ground): Omit<Access, 'code'> {
  const name = taint.typed('nickname', strangeName(draw));
  taint.typed('norm of a name', norm(name), 'passing');
  return { name, password: taint.typed('password', strangePassword(draw)) };
}

async function staffAccount(page: Page, ground: Ground, alias: string): Promise<Access> {
  const { t } = ground, access = newAccess(ground);
  await field(page, t('setup.field_name')).fill(access.name);
  await field(page, t('setup.field_password')).fill(access.password);
  await page.getByLabel(t('setup.field_alias')).fill(alias);
  await button(page, t('setup.make')).click();
  await expect(button(page, t('setup.code_done'))).toBeVisible(long);
  return { ...access, code: await code(page, ground.taint) };
}

/** The operator's link: account, numbers, what becomes of cases, recovery sheet with two groups typed back. Ends on the page that invites. */
export async function setsUp(page: Page, ground: Ground, link: string, keeps: boolean): Promise<Lead> {
  const { t, taint } = ground;
  let archive: string | null = null;
  await page.goto(link.replace(`${ground.origin}/kiz`, address(ground)));
  const access = await staffAccount(page, ground, 'Frau L.');
  await button(page, t('setup.code_done')).click();
  await button(page, t('setup.numbers_ok')).click();
  await page.getByRole('radio', { name: t(keeps ? 'archive.mode_keep' : 'archive.mode_erase') }).check(long);
  if (keeps) {
    await page.getByLabel(t('archive.years')).fill('10');
    await page.getByRole('radio', { name: t('archive.why_law') }).check();
  }
  await button(page, t('archive.go_on')).click();
  const sheet = page.locator('.sheet dl > div'), ask = page.locator('#ask');
  await expect(ask).toBeVisible(long);
  const label = await page.locator('label[for=ask]').innerText();
  for (const row of await sheet.all()) {
    const [name, groups] = [(await row.locator('dt').innerText()).trim(), (await row.locator('dd span').allInnerTexts()).map((g) => g.trim())];
    const secret = groups.join('').replace(/^AGE-SECRET-KEY-PQ-1/, ''); // the beginning of every key of this kind, also in the program
    if (name !== t('setup.line_fingerprint')) for (const spelled of [secret, secret.match(/.{1,4}/g)!.join(' ')]) taint.typed('line of the recovery sheet', spelled);
    if (name === t('setup.line_archive')) archive = groups.join('');
    if (!label.includes(name)) continue;
    const [first, second] = label.match(/\d+/g)!.map(Number) as [number, number];
    await ask.fill(`${groups[first - 1]} ${groups[second - 1]}`.toLowerCase());
  }
  await button(page, t('setup.confirm')).click();
  await expect(button(page, t('setup.done_team'))).toBeVisible(long);
  await button(page, t('setup.done_team')).click();
  expect(archive !== null, 'a key for the archive').toBe(keeps);
  return { ...access, archive };
}

/** Answers the link for a new colleague. */
export async function invites(page: Page, { t }: Ground): Promise<string> {
  await button(page, t('staff.invite_make')).click();
  const link = page.locator('output').filter({ hasText: '/join#' });
  await expect(link).toBeVisible(long);
  return link.innerText();
}

export async function joins(page: Page, ground: Ground, link: string): Promise<Access> {
  await page.goto(link);
  const access = await staffAccount(page, ground, 'Frau K.');
  await button(page, ground.t('setup.code_done')).click();
  await expect(button(page, ground.t('desk.waiting_check'))).toBeVisible(long);
  return access;
}

export async function admits(page: Page, { t }: Ground): Promise<void> {
  await button(page, t('desk.reload')).click();
  await button(page, t('staff.admit')).click();
  await expect(button(page, t('staff.admit'))).toHaveCount(0, long);
}

export async function signsInAtTheDesk(page: Page, ground: Ground, { name, password }: Access): Promise<void> {
  const { t } = ground;
  await page.goto(address(ground, '/desk'));
  await field(page, t('desk.field_name')).fill(name);
  await field(page, t('desk.field_password')).fill(password);
  await button(page, t('desk.signin')).click();
  await expect(page.getByRole('heading', { level: 1, name: t('desk.today') })).toBeVisible(long);
}

/** From the agency's page to the sent letter, with both questions answered. */
export async function writesFirst(page: Page, ground: Ground): Promise<Seeker> {
  const { t, taint, draw } = ground, letter = taint.typed('first letter', strangeText(draw, 30));
  await page.goto(address(ground));
  await page.getByRole('link', { name: t('start.write') }).click();
  await page.getByRole('link', { name: t('safety.next') }).click();
  await field(page, t('write.letter')).fill(letter);
  await page.getByText(t('write.more')).click();
  for (const question of ['before', 'wish']) await page.locator(`#ask-${question}`).fill(taint.typed('answer of the profile', strangeText(draw, 6)));
  await button(page, t('write.next')).click();
  const access = newAccess(ground);
  await field(page, t('access.name')).fill(access.name);
  await field(page, t('access.password')).fill(access.password);
  await button(page, t('access.send')).click();
  await expect(page.getByRole('heading', { level: 1, name: t('sent.heading') })).toBeVisible(long);
  return { ...access, letter, draft: '', code: await code(page, taint) };
}

/** On the same page: an address for notices, confirmed by the code of the mail that comes. Answers the address. */
export async function wantsNotices(page: Page, { t, taint, draw }: Ground, { office }: Notifier): Promise<string> {
  const address = taint.typed('address', strangeAddress(draw)), block = page.getByRole('region', { name: t('notice.heading') });
  await block.getByLabel(t('notice.address')).fill(address, long);
  taint.purpose = forAddress;
  await block.getByRole('button', { name: t('notice.send') }).click();
  const codes = () => office.mails.filter(({ to }) => to === address).map(({ text }) => (/\b(\d{3}) (\d{3})\b/.exec(text) ?? []).slice(1).join(''));
  await expect.poll(codes, { ...long, message: 'a code by mail' }).toEqual([expect.stringMatching(/^\d{6}$/)]);
  taint.purpose = 'random value';
  await block.getByLabel(t('notice.code')).fill(codes()[0]!);
  await block.getByRole('button', { name: t('notice.confirm') }).click();
  await expect(block.getByText(t('notice.on'))).toBeVisible(long);
  return address;
}

/** A draft in the case; then a reload that goes on without the password. */
export async function draftsAndReloads(page: Page, ground: Ground, seeker: Seeker): Promise<void> {
  const { t, taint, draw } = ground;
  await button(page, t('sent.noted')).click();
  await button(page, t('sent.messages')).click();
  seeker.draft = taint.typed('draft', strangeText(draw));
  await field(page, t('case.message')).fill(seeker.draft);
  await saved(page, t);
  await keyOfTheTab(page);
  await page.reload();
  await expect(field(page, t('case.message'))).toHaveValue(seeker.draft, long);
  await expect(entry(page, seeker.letter)).toBeVisible();
}

/** What lies in the page's sessionStorage: the key of the tab, and nothing else. */
export async function keyOfTheTab(page: Page): Promise<string> {
  const stored = () => page.evaluate(() => Object.values({ ...sessionStorage }) as string[]);
  await expect.poll(stored, long).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]);
  await page.waitForTimeout(500); // and where the page is, which follows it
  return (await stored())[0]!;
}

/** With an attachment, whose name is the sender's own too. */
export async function sendsTheDraft(page: Page, ground: Ground, seeker: Seeker): Promise<void> {
  const { taint, draw } = ground, name = `${taint.typed('name of an attachment', strangeName(draw))}.txt`;
  await page.locator('.attach input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(taint.typed('attachment', strangeText(draw, 60))) });
  await expect(page.locator('.attach').getByText(name).first()).toBeVisible(long);
  await button(page, ground.t('case.send')).click();
  await expect(entry(page, seeker.draft)).toBeVisible(long);
}

export async function signsOut(page: Page, { t }: Ground): Promise<void> {
  await button(page, t('app.sign_out')).first().click();
  await expect(page.getByRole('heading', { level: 1, name: t('signin.out') })).toBeVisible(long);
}

export async function signsInByName(page: Page, ground: Ground, { name, password }: Access): Promise<void> {
  const { t } = ground;
  await page.goto(address(ground, '/sign-in'));
  await field(page, t('signin.name')).fill(name);
  await field(page, t('signin.password')).fill(password);
  await button(page, t('signin.enter')).click();
  await expect(field(page, t('case.message'))).toBeVisible(long);
}

export async function signsInByCode(page: Page, ground: Ground, access: Access): Promise<void> {
  const { t } = ground;
  await page.goto(address(ground, '/sign-in'));
  await button(page, t('signin.by_code')).click();
  await field(page, t('signin.code')).fill(access.code.toLowerCase());
  await button(page, t('signin.enter')).click();
  await expect(field(page, t('case.message'))).toBeVisible(long);
}

/** Own sessions: all others are ended. */
export async function endsTheOthers(page: Page, { t }: Ground): Promise<void> {
  await button(page, t('settings.heading')).click();
  const all = button(page, t('session.end_all')), one = button(page, t('session.end'));
  await expect(one.first()).toBeVisible(long);
  await (await all.count() ? all : one.first()).click();
  await expect(page.getByText(t('session.alone'))).toBeVisible(long);
}

/** On the same page: another password, for which the one of before is asked. */
export async function changesPassword(page: Page, { t, taint, draw }: Ground, seeker: Seeker): Promise<void> {
  const block = page.getByRole('region', { name: t('account.password'), exact: true });
  await block.getByRole('button', { name: t('account.change_password') }).click(long);
  await block.getByLabel(t('account.old_password'), { exact: true }).fill(seeker.password);
  seeker.password = taint.typed('new password', strangePassword(draw));
  await block.getByLabel(t('account.new_password'), { exact: true }).fill(seeker.password);
  await block.getByRole('button', { name: t('account.save') }).click();
  await expect(block.getByText(t('account.password_changed'))).toBeVisible(long);
}

/** On the same page: everything is deleted, for which the password is asked once more. */
export async function deletesAll(page: Page, { t }: Ground, { password }: Seeker): Promise<void> {
  await button(page, t('erasure.look')).click(long);
  await page.getByLabel(t('erasure.password'), { exact: true }).fill(password, long);
  await button(page, t('erasure.go')).click();
  await expect(page.getByRole('heading', { level: 1, name: t('erasure.gone') })).toBeVisible(long);
}

/** The lead opens a sealed case of the archive for a reason, and saves it as a sealed file. Answers where that lies: `file` alone in `folder`. */
export async function exportsFromTheArchive(page: Page, { t }: Ground, { password }: Access, seeker: Seeker): Promise<{ folder: string; file: string }> {
  const dialog = page.getByRole('dialog'), prove = async (act: string): Promise<void> => {
    await dialog.getByRole('radio', { name: t('archive.open_request') }).check();
    await dialog.getByLabel(t('archive.password')).fill(password);
    await dialog.getByRole('button', { name: t(act) }).click();
  };
  await button(page, t('archive.title')).click();
  await expect(button(page, t('archive.open')).first()).toBeVisible(long);
  // Nothing in the list tells whose case is whose: those of earlier rounds are opened on the way, and closed again.
  for (let i = 0, all = await button(page, t('archive.open')).count(); ; i++) {
    expect(i, 'one of the cases is this one').toBeLessThan(all);
    await button(page, t('archive.open')).nth(i).click(long);
    await prove('archive.open');
    await expect(button(page, t('archive.export'))).toBeVisible(long);
    if (await page.getByText(seeker.letter.split('\n')[0]!).count() > 0) break;
    await button(page, t('archive.shut')).click();
  }
  await button(page, t('archive.export')).click();
  const [saved] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), prove('archive.export')]);
  const folder = temporary(), file = join(folder, saved.suggestedFilename());
  await saved.saveAs(file);
  await saved.delete();
  return { folder, file };
}

/** Takes the enquiry, writes an answer and takes it back, writes another one and a note. */
export async function takesAndAnswers(page: Page, ground: Ground, seeker: Seeker): Promise<string> {
  const { t, taint, draw } = ground;
  await page.getByText(seeker.name).first().click();
  await expect(page.getByText(seeker.letter.split('\n')[0]!).first()).toBeVisible(long);
  await button(page, t('pool.take')).click();
  await button(page, t('desk.answer')).click(long);
  const box = field(page, t('desk.answer_label'));
  const first = taint.typed('answer that is taken back', strangeText(draw));
  await box.fill(first);
  await button(page, t('desk.send')).click();
  await button(page, t('desk.take_back')).click(long);
  await expect(box).toHaveValue(first, long);
  const answer = taint.typed('answer', strangeText(draw, 20));
  await box.fill(answer);
  await saved(page, t);
  await button(page, t('desk.send')).click();
  await expect(button(page, t('desk.take_back'))).toBeVisible(long);
  const note = taint.typed('note', strangeText(draw));
  await field(page, t('note.label')).fill(note);
  await button(page, t('note.save')).click();
  await expect(entry(page, note)).toBeVisible(long);
  return answer;
}

export async function reads(page: Page, answer: string): Promise<void> {
  await expect(entry(page, answer)).toBeVisible(long);
}

export async function closes(page: Page, { t }: Ground): Promise<void> {
  await button(page, t('desk.close_on')).click();
  await page.getByRole('dialog').getByRole('button', { name: t('desk.close_go'), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: t('desk.today') })).toBeVisible(long);
}

export async function leavesTheDesk(page: Page, { t }: Ground): Promise<void> {
  await button(page, t('desk.signout')).click();
  await expect(page.getByText(t('desk.signed_out')).first()).toBeVisible(long);
}

/** The cookies of a browser: the server hears them, and keeps their hashes. */
export async function learnCookies({ context }: Window, { taint }: Ground): Promise<void> {
  for (const { name, value } of await context.cookies()) if (name !== '__Host-siegel-bye') taint.typed('cookie', value, 'passing');
}

/** Another message is begun, and not sent. */
export async function begins(page: Page, { t, taint, draw }: Ground): Promise<void> {
  await field(page, t('case.message')).fill(taint.typed('draft', strangeText(draw)));
  await saved(page, t);
}

export async function writesAgain(page: Page, ground: Ground): Promise<void> {
  const { t, taint, draw } = ground, text = taint.typed('further letter', strangeText(draw));
  await field(page, t('case.message')).fill(text);
  await button(page, t('case.send')).click();
  await expect(entry(page, text)).toBeVisible(long);
}
