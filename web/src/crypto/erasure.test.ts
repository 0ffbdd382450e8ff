// Deleting (spec/erase.md): what is announced, and the order of a counsellor.
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDirectory } from './directory';
import { createWorker, type Handle } from './index';
import { newAgency, newColleague, newSeeker, place, Rows, type Somebody } from './testing';
import { load, refusal, textsOf } from './vectors';
import type { Argument } from './verbs';
import type { Preview } from './wire';
import { erasing, latest, ordered } from './verbs/erasure';
import { emptyState, type State } from './verbs/person';

/** A manifest that was the newest when the order was signed: the server took it then, and the seeker may be shown it later. */
const forServer = new Set(['an older manifest']);

const file = load('erase.json'), text = textsOf(file);
const members = { manifests: [], records: file.members.map(text) };

/** Somebody for whom this is the newest manifest. */
async function reader(manifest: string): Promise<State> {
  const { chain } = await checkDirectory({ place, realm: 'seeker', roots: [text(file.root)], manifest: text(manifest), between: [], f: null, pin: null, pinnedManifest: null, today: '2026-11-23' });
  return { ...emptyState(), person: { place, chain } as State['person'] };
}

describe('erase.json', () => {
  test.each(file.orders as { what: string; refuse: string | null; manifest: string; case: string; order: string; mode: string }[])('$what', async (one) => {
    const state = await reader(one.manifest);
    const attempt = () => ordered(state, { case: one.case, order: one.order, members });
    const refuse = forServer.has(one.what) ? null : one.refuse;
    expect(await refusal(attempt)).toBe(refuse);
    if (refuse === null) expect(await attempt()).toMatchObject({ mode: one.mode, alias: 'Ilse', at: Date.UTC(2026, 10, 23) });
  });
});

const day = 86_400_000;
const preview = (change: Partial<Preview> = {}): Preview => ({ mode: 'seal', years: 10, cases: [{ id: 'a', taken: true, messages: 3, files: 1, sealed_until: latest({ mode: 'seal', years: 10 }) - day }], drafts: 1, backups_until: Date.now(), ...change });
const one = (change: Partial<Preview['cases'][number]>): Preview => preview({ cases: [{ ...preview().cases[0]!, ...change }] });

describe('what is announced', () => {
  let keeps: State, deletes: State;
  beforeAll(async () => { [keeps, deletes] = await Promise.all([reader('@kept'), reader('@m1')]); });

  test('is what the policy says, and names the document that says so', async () => {
    expect(await erasing(keeps, { preview: preview() })).toMatchObject({ mode: 'seal', years: 10, manifest: keeps.person!.chain!.current.hash });
    expect(await erasing(deletes, { preview: { ...one({ sealed_until: null }), mode: 'delete', years: 0 } })).toMatchObject({ mode: 'delete', years: 0 });
    expect(await refusal(() => erasing(keeps, { preview: one({ taken: false, sealed_until: null }) }))).toBe(null);
  });

  test.each<[string, Preview]>([
    ['deleted, where the policy keeps', { ...one({ sealed_until: null }), mode: 'delete' }],
    ['another number of years', preview({ years: 9 })],
    ['a day beyond the years', one({ sealed_until: latest({ mode: 'seal', years: 10 }) + day })],
    ['an enquiry that nobody has taken stays', one({ taken: false })],
    ['a count that is none', one({ messages: -1 })],
    ['files that are no number', one({ files: 1.5 })],
    ['drafts that are no number', preview({ drafts: NaN })],
    ['no day for the backups', preview({ backups_until: '2026' as unknown as number })],
    ['a day that is none', one({ sealed_until: -1 })],
  ])('refused: %s', async (_, given) => { expect(await refusal(() => erasing(keeps, { preview: given }))).toBe('policy'); });

  test('refused: something stays, where the policy deletes', async () => {
    expect(await refusal(() => erasing(deletes, { preview: { ...preview(), mode: 'delete', years: 0 } }))).toBe('policy');
    expect(await refusal(() => erasing(deletes, { preview: preview() }))).toBe('policy');
  });
});

describe('an order', () => {
  const rows = new Rows();
  let ask: Handle, lead: Somebody, seeker: Somebody;
  beforeAll(async () => { lead = await newAgency(rows); ({ ask } = lead); seeker = await newSeeker(rows); });
  const id = 'ysrKysrKysrKysrKysrKyg', request = 'Pj4-Pj4-Pj4-Pj4-Pj4-Pg';

  test('is signed by a counsellor, and her seeker can check it', async () => {
    expect(await ask('outcome')).toEqual({ mode: 'delete', years: 0, until: null, wait: 7 });
    const { order } = await ask('orderErasure', { case: id, request, way: 'case', account: true });
    expect(await seeker.ask('ordered', { case: id, order, members: rows.members })).toMatchObject({ mode: 'delete', years: 0, way: 'case', account: true });
    expect(await refusal(() => seeker.ask('ordered', { case: request, order, members: rows.members }))).toBe('O2');
  });

  test.each<[string, Argument<'orderErasure'>, string]>([
    ['asked in no message', { case: id, request: null, way: 'case', account: false }, 'O1'],
    ['asked by phone, in a message', { case: id, request, way: 'phone', account: false }, 'O1'],
  ])('is not signed: %s', async (_, argument, check) => { expect(await refusal(() => ask('orderErasure', argument))).toBe(check); });

  test('is not signed by anybody else', async () => {
    expect(await refusal(() => seeker.ask('orderErasure', { case: id, request, way: 'case', account: false }))).toBe('state');
    expect(await refusal(() => createWorker()('orderErasure', { case: id, request, way: 'case', account: false }))).toBe('state');
  });

  test('is not signed by who only reads the pool, who has left, or who has no signing key, whatever the program', async () => {
    const order: Argument<'orderErasure'> = { case: id, request, way: 'case', account: false }, own = createWorker();
    const ida = await newColleague(rows, lead, 'Ida', ['intake']), ben = await newColleague(rows, lead, 'Ben', ['counsellor']);
    expect(await refusal(() => ida.ask('orderErasure', order))).toBe('state');
    await ben.ask('orderErasure', order);
    const { body } = await lead.ask('dismiss', { uid: ben.uid });
    await ben.ask('manifest', { roots: rows.roots, manifest: body.manifest });
    expect(await refusal(() => ben.ask('orderErasure', order))).toBe('state');
    await own('directory', { ...place, directory: rows.directory, f: null });
    const made = await own('register', { ...place, realm: 'seeker', name: null, password: null, salt16: null, lang: 'de' });
    await own('registered', { session: rows.add(made.body, 'active') });
    expect(await refusal(() => own('orderErasure', order))).toBe('state');
  });
});
