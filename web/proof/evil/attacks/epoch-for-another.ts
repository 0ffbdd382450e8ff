import { onNewKeys, regrant } from '../rekey';

export const forAnother = onNewKeys('epoch-for-another', 'new keys of a case that were made for somebody else', ['G3'], (stage, waiting) => regrant(stage, waiting, (body) => { body.to = { uid: stage.world.gina.person.uid }; }), { long: true });
