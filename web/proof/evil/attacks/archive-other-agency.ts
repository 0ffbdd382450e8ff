import { answered } from '../people';
import { onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-other-agency', 'a case of another agency on the same server', ['G4'], async (stage) => {
  const { case: of } = await answered(stage.world), { row } = await of!.seeker.case(of!.id);
  const { messages } = await of!.seeker.person.call<{ messages: [] }>('GET', `cases/${of!.id}/messages?after=0`);
  onOpening(stage, (stretch) => { stretch.case = { ...row, id: stretch.case.id }; stretch.messages = messages; });
});
