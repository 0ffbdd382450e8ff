import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-seeker-other', 'the case is said to be somebody else\'s: nothing in it can be read', ['P1'], (stage) => {
  onOpening(stage, (stretch) => { stretch.case.seeker = stage.world.karin.person.uid; });
}, { says: ['archive.unread'], also: async () => undefined });
