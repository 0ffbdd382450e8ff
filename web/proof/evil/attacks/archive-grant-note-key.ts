import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-grant-note-key', 'the case is said to have no notes, though its grant brings their key', ['G4'], (stage) => {
  onOpening(stage, (stretch) => { stretch.case.nk_id = null; stretch.notes = []; });
});
