import type { Case } from '../../../src/crypto/wire';
import { onShared } from '../rekey';

export const profileMine = onShared('shared-profile-of-mine', 'the profile of the new case as that of the earlier one', ['box'], async (stage, waiting) => { waiting.case.profile = (await stage.case.seeker.person.call<{ case: Case }>('GET', `cases/${stage.case.id}`)).case.profile; });
