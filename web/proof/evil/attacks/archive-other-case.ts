import { onOpening, onShelf, shelf } from '../shelf';

export const attack = onShelf('archive-other-case', 'another sealed case comes, whole and sound, than the one whose opening is noted', ['G4'], async (stage) => {
  const other = await (await shelf(stage.world)).opening(1);
  onOpening(stage, () => other);
});
