import { onNewKeys, regrant } from '../rekey';

export const ofAnother = onNewKeys('epoch-of-another-case', 'new keys of another case', ['G4'], (stage, waiting) => regrant(stage, waiting, (body) => { body.id = stage.world.agency; }), { long: true });
