import { onShared, regrant } from '../rekey';

export const ofAnother = onShared('shared-of-another-case', 'another case in place of the earlier one', ['G4'], (stage, waiting) => regrant(stage, waiting, (body) => { body.id = stage.case.id; }));
