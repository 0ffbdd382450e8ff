import type { Attack } from '../attack';
import { enquiry, grant, inside, seal } from '../insider';

export const attack: Attack = {
  id: 'grant-by-the-book', title: 'a grant made by hand as Karin makes one to put a case back: nothing is wrong with it, so it opens (and those below fail by their one fault)', aimed: ['data'], scene: 'desk-pool',
  arm: async (stage) => {
    const of = await inside(stage), body = await grant(of, 'release');
    enquiry(stage, await seal(of, body, of.karin.signer), of.karin.uid, body);
  },
  expected: { says: [], call: false, harmless: true },
};
