import { onOpening, onShelf, shelf } from '../shelf';

export const attack = onShelf('archive-rows-other-case', 'messages and profile are those of another sealed case', ['G9'], async (stage) => {
  const { case: { profile }, messages } = await (await shelf(stage.world)).opening(1);
  onOpening(stage, (stretch) => { stretch.case.profile = profile; stretch.messages = messages; });
});
