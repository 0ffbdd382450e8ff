import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-message-dropped', 'the first letter is left out of the record: it says that the order could not be checked', ['E4'], (stage) => {
  onOpening(stage, (stretch) => { stretch.messages.shift(); });
}, { says: ['archive.unchecked'], also: async () => undefined });
