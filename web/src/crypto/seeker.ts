// The door for seekers: the verbs that a person who writes needs, and not those of staff. Less to load on a slow line, and no way to the keys of others.
import { handleWith, forget, type Handle, type Handlers } from './handle';
import { nameNorm } from './password';
import { prove, proved, recover, recovering, rekey, rekeyed } from './verbs/account';
import { attach, attachedPart, detach, openFile } from './verbs/attachment';
import { casesWith, openCase, positions } from './verbs/case';
import { openDraft, sealDraft } from './verbs/draft';
import { sealAddress } from './verbs/notice';
import { enquiry, enquirySent } from './verbs/enquiry';
import { erasing, ordered } from './verbs/erasure';
import { message, sent, takenBack } from './verbs/message';
import { openPicked, sealPicked } from './verbs/picked';
import { register, registered } from './verbs/register';
import { details, renewedKeys, renewKeys, speaks } from './verbs/renew';
import { codeLogin, directory, missing, passwordLogin, refreshed, signedIn } from './verbs/signin';
import { manifest, members } from './verbs/staff';
import { tab, tabId, where } from './verbs/tab';
import { wantedWith } from './verbs/wanted';
import { work } from './verbs/work';

/** What both realms do. */
export const everybody = {
  renewKeys, renewedKeys, details, speaks,
  directory, name: async (_, { typed }) => ({ norm: nameNorm(typed) }), passwordLogin, codeLogin, signedIn, missing, prove, proved, rekey, rekeyed, recovering, recover, register, registered, tab, where, tabId,
  sealDraft, openDraft, sealAddress, enquiry, enquirySent, cases: casesWith(null), positions, openCase, message, attach, attachedPart, detach, sealPicked, openPicked, openFile, sent, takenBack, manifest, members, wanted: wantedWith(null), refreshed, work, erasing, ordered, forget,
} satisfies Partial<Handlers>;

export const createSeekerWorker = (): Handle => handleWith(everybody);
