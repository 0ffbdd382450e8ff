// Fills an empty demo server: agencies are set up, staff join, people write and are answered. Run by `siegel demo` in Node; reads
// SIEGEL_DEMO_URL (public address) and SIEGEL_DEMO_AGENCIES ([{short, token}]). Every passphrase here is public.
import { worlds, type Letter, type World } from './letters';
import { Person } from './person';

const origin = process.env.SIEGEL_DEMO_URL ?? '';
const agencies = JSON.parse(process.env.SIEGEL_DEMO_AGENCIES ?? '[]') as { short: string; token: string }[];

async function staff(short: string, token: string, world: World): Promise<Map<string, Person>> {
  const people = new Map<string, Person>();
  const [first, ...others] = world.staff;
  const lead = new Person(origin, short, 'staff');
  await lead.join('setup', token, null, first.name, first.password, first.alias, 'de');
  const agency = await lead.agency();
  const numbers = (agency.crisis[0]?.numbers ?? []).slice(0, 4);
  const fingerprint = await lead.setUp({ phone: agency.contact.phone, emergency: numbers }, true);
  people.set(first.name, lead);
  for (const one of others) {
    const person = new Person(origin, short, 'staff');
    await person.join('join', await lead.invite(one.roles), fingerprint, one.name, one.password, one.alias, 'de');
    people.set(one.name, person);
  }
  await lead.admit();
  for (const person of people.values()) await person.refresh();
  return people;
}

async function letter(short: string, people: Map<string, Person>, l: Letter): Promise<void> {
  const seeker = new Person(origin, short, 'seeker');
  await seeker.register(l.signIn?.name ?? null, l.signIn?.password ?? null, l.lang);
  const [first, ...more] = l.lines;
  const id = await seeker.write({ topic: l.topic, lang: l.lang, text: first?.text ?? '', name: l.name, age: l.age, gender: l.gender });
  const counsellor = l.taken ? people.get(l.taken) : undefined;
  if (counsellor) await counsellor.take(id);
  for (const line of more) {
    if (line.by === 'seeker') await seeker.send(id, line.text, l.lang);
    else await counsellor?.send(id, line.text, l.lang, line.by === 'note' ? 'note' : 'message');
    if (line.by === 'staff') await counsellor?.letOut(id);
  }
}

for (const { short, token } of agencies) {
  const world = worlds[short];
  if (!world) throw new Error(`no demo world for ${short}`);
  const people = await staff(short, token, world);
  for (const l of world.letters) await letter(short, people, l);
  const open = world.letters.filter((l) => l.signIn).map((l) => l.signIn);
  console.log(JSON.stringify({ short, staff: world.staff.map(({ name, password, roles }) => ({ name, password, roles })), seekers: open }));
}
