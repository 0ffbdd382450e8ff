import type { Grant } from '../../../src/crypto/wire';
import { Person } from '../../../src/demo/person';
import type { Attack } from '../attack';
import { reading } from '../insider';
import { typed } from '../people';

export const attack: Attack = {
  id: 'grant-other-case', title: 'an enquiry comes with the real grant of another one', aimed: ['G4'], scene: 'desk-pool',
  arm: async (stage) => {
    const { world, proxy } = stage, person = new Person(world.origin, 'kiz', 'seeker');
    await person.register(null, null, 'de');
    const other = await person.write({ topic: '', lang: 'de', text: typed.first, name: 'Anderswo', age: null, gender: null });
    const { grant } = await world.karin.person.call<{ grant: Grant }>('GET', `enquiries/${other}`);
    proxy.swap<{ grant: Grant }>('GET enquiries/{}', (body) => { body.grant = grant; });
  },
  expected: { says: ['refused.content'], may: reading },
};
