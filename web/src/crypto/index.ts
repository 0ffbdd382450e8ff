// The door to the sealing: verbs in, answers out, never a key (PROTOCOL 2.0). The desk's Worker, the tests and the demo world come in here; seekers by seeker.ts.
import { handleWith, type Handle, type Handlers } from './handle';
import { everybody } from './seeker';
import { accept, confirm, openEnquiry, poolHeld, putBack } from './verbs/acceptance';
import { casesWith } from './verbs/case';
import { orderErasure, outcome } from './verbs/eraseorder';
import { inviteIdOf, join } from './verbs/register';
import { confirmSheet, makeAgency, published } from './verbs/setup';
import { openArchive } from './verbs/archive';
import { exportFiles, sealExport } from './verbs/export';
import { archiveGrant, newArchive, setRetention } from './verbs/retention';
import { admit, adoptKeys, dismiss, invite, invited } from './verbs/staff';
import { wantedWith } from './verbs/wanted';

export type { Handle } from './handle';

/** Every verb there is. */
export const all: Handlers = {
  ...everybody, cases: casesWith(poolHeld), wanted: wantedWith(poolHeld), openEnquiry, accept, confirm, putBack,
  join, inviteId: inviteIdOf, adoptKeys, makeAgency, confirmSheet, published, invite, invited, admit, dismiss, outcome, orderErasure, newArchive, setRetention, archiveGrant, openArchive, exportFiles, sealExport,
};

export const createWorker = (): Handle => handleWith(all);
