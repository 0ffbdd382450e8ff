import { onOpening, onShelf, shelf } from '../shelf';

export const attack = onShelf('archive-grant-other-case', 'the grant is the one of another sealed case', ['G4'], async (stage) => {
  const { grant } = await (await shelf(stage.world)).opening(1);
  onOpening(stage, (stretch) => { stretch.grant = grant; });
});
