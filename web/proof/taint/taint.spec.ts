// Nothing readable reaches the server, and nothing stays on the computer (PROTOCOL 4.1): one story, lived in real browsers, and everything that was
// secret in it looked for in every place that somebody could open.
import { expect, test } from '../../e2e/fixtures';
import type { Window } from './browser';
import { Run, cookieOf } from './run';
import * as story from './story';
import { expected } from './taint';
import { coresAreLeft, start, type World } from './world';

const long = process.env.PROOF === 'long';
const rounds = long ? 10 : 1;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

test.use({ trace: 'off' });

const idle = 11 * 60_000;

interface Told { seeker: story.Seeker; /** That there were. */ cookies: string[] }

/**
 * A person writes, is answered, comes back in another browser that is killed, comes back by code, ends all sessions, wants notices, and leaves or deletes everything. In the first
 * round somebody makes a backup meanwhile.
 */
async function letter(run: Run, notifier: World['notifier'], desk: Window, lang: string, deskGround: story.Ground, { backup, deletes }: { backup: boolean; deletes: boolean }): Promise<Told> {
  const ground = run.ground(lang), phone = await run.open(lang, true), cookies: string[] = [];
  const seeker = await story.writesFirst(phone.page, ground);
  await story.draftsAndReloads(phone.page, ground, seeker);
  const answer = await story.takesAndAnswers(desk.page, deskGround, seeker);
  const first = await run.signedIn(phone, ground);
  cookies.push(await cookieOf(phone));
  await run.profile(phone, 'open', { canary: first });
  await story.sendsTheDraft(phone.page, ground, seeker);
  for (let more = long ? run.dice(3) : 0; more > 0; more--) await story.writesAgain(phone.page, ground);
  await story.signsOut(phone.page, ground);
  await run.profile(phone, 'after signing out');

  const other = await run.open(lang, true);
  await (long && run.dice(2) ? story.signsInByCode : story.signsInByName)(other.page, ground, seeker);
  await story.reads(other.page, answer);
  await story.begins(other.page, ground);
  const second = await run.signedIn(other, ground);
  cookies.push(await cookieOf(other));
  await run.profile(other, 'open', { canary: second });
  await other.kill();
  await run.profile(other, 'after kill -9', { canary: second });

  await story.signsInByCode(phone.page, ground, seeker);
  const third = await run.signedIn(phone, ground);
  cookies.push(await cookieOf(phone));
  await story.endsTheOthers(phone.page, ground);
  await run.opens(phone, third);
  const address = await story.wantsNotices(phone.page, ground, notifier);
  await run.lies(address, true);
  run.memory('while people are signed in');
  run.disk('before a checkpoint');
  if (backup) run.backup();
  await story.changesPassword(phone.page, ground, seeker);
  await story.closes(desk.page, deskGround);
  await (deletes ? story.deletesAll(phone.page, ground, seeker) : story.signsOut(phone.page, ground));
  await run.lies(address, !deletes);
  await phone.close();
  await run.profile(phone, deletes ? 'after everything was deleted' : 'after closing');
  return { seeker, cookies };
}

/** The server is aborted in the way that would leave its memory in a file, and started again, which writes everything back. */
async function aborted(world: World): Promise<string> {
  const control = coresAreLeft();
  expect(await world.abort(), 'files left by an aborted server').toEqual([]);
  return control ? 'no core file, where another program leaves one' : 'no core file (this machine keeps none anyway)';
}

test('nothing readable reaches the server, its disk, its memory, its log, or stays in a browser', async ({ database }) => {
  test.setTimeout(long ? 3_600_000 : 240_000);
  const began = Date.now(), world = await start(database), run = new Run(world, seed, long || database === 'sqlite');
  try {
    const ground = run.ground('de'), lead = await run.open('de', false), desk = await run.open('de', false);
    const keeps = database === 'sqlite', { archive, ...leader } = await story.setsUp(lead.page, ground, world.link, keeps);
    const access = await story.joins(desk.page, ground, await story.invites(lead.page, ground));
    await story.admits(lead.page, ground);
    await story.signsInAtTheDesk(desk.page, ground, access);
    await story.learnCookies(desk, ground);
    await story.learnCookies(lead, ground);
    const cookies = [await cookieOf(lead), await cookieOf(desk)];
    for (let round = 1; round <= rounds; round++) {
      const last = round === rounds, told = await letter(run, world.notifier, desk, round % 2 ? 'de' : 'en', ground, { backup: round === 1, deletes: last || run.dice(2) === 1 });
      cookies.push(...told.cookies);
      if (last && archive !== null) run.exported(await story.exportsFromTheArchive(lead.page, ground, leader, told.seeker), archive, told.seeker);
    }
    await run.profile(desk, 'of the desk, open', { staff: true });
    for (const window of [lead, desk]) await story.leavesTheDesk(window.page, ground);
    const keys = await run.opensNothing(cookies);
    await run.usedUp();
    for (const [window, whose] of [[lead, 'lead'], [desk, 'desk']] as const) { await window.close(); await run.profile(window, `of the ${whose}, closed`, { staff: true }); }
    await run.planted();
    run.memory('after everybody has left');
    if (long && database === 'sqlite') {
      await new Promise((later) => { setTimeout(later, idle); });
      run.memory('eleven minutes later');
    }
    run.dump();
    run.mails();
    const core = await aborted(world);
    await world.checkpoint();
    run.disk('after a checkpoint');
    run.logs();
    run.ownWords();
    const sent = run.traffic(), verdict = run.verdict(sent), { checked, missing } = run.taint.missed(sent), counts = run.taint.count();
    const said = [...verdict.lines, ...run.unseen.map((place) => `${place}: NOT LOOKED AT, which needs root here`), `${run.taint.size} secrets and texts in ${run.judge.spellings} spellings, ${checked} salts, nonces and login keys sent were all seen being made, ${keys} keys of tabs that open nothing, ${core}`,
      `${(verdict.bytes / 1e6).toFixed(0)} MB in ${((Date.now() - began) / 1000).toFixed(0)} s, seed ${seed}`];
    console.log(`taint, ${database}:\n  ${said.join('\n  ')}`);
    expect(run.taint.unseen, 'ways to keys that the tap does not see').toEqual([]);
    expect(missing, 'sent, and made where the tap did not look').toEqual([]);
    expect(checked, 'salts, nonces and login keys').toBeGreaterThan(40);
    expect(expected.filter((name) => !counts.has(name)), 'never tapped').toEqual([]);
    expect(verdict.void, 'void').toEqual([]);
    expect(verdict.leaks, 'leaks').toEqual([]);
  } catch (error) {
    await run.pictures(test.info());
    throw error;
  } finally {
    await run.end();
    await world.end();
  }
});
