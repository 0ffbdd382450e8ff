// The door to the sealing: verbs in, answers out, never a key (PROTOCOL 2.0). The desk's Worker, the tests and the demo world come in here; seekers by seeker.ts.
import { adopt } from './verbs/adopt';
import { rotate } from './verbs/epoch';
import { relink, setRelink } from './verbs/relink';
import { handleWith, type Handle, type Handlers } from './handle';
import { everybody } from './seeker';
import { accept, confirm, openEnquiry, poolHeld, putBack } from './verbs/acceptance';
import { casesWith } from './verbs/case';
import { orderErasure, outcome } from './verbs/eraseorder';
import { inviteIdOf, join } from './verbs/register';
import { chainBefore, chainFrom, chainSeen } from './verbs/chain';
import { confirmSheet, makeAgency, published } from './verbs/setup';
import { openArchive } from './verbs/archive';
import { beginExport, exportFile, exportFiles, sealExport } from './verbs/export';
import { archiveKey, shutArchive, typeArchiveKey } from './verbs/paper';
import { archiveGrant, newArchive, setRetention } from './verbs/retention';
import { dismiss, grantAnew, regrant } from './verbs/leaving';
import { admit, adoptKeys, invite, invited } from './verbs/staff';
import { wantedWith } from './verbs/wanted';

export type { Handle } from './handle';

/** Every verb there is. */
export const all: Handlers = {
  adopt, relink, setRelink, rotate,
  archiveKey, typeArchiveKey, shutArchive,
  ...everybody, cases: casesWith(poolHeld), wanted: wantedWith(poolHeld), openEnquiry, accept, confirm, putBack,
  chainFrom, chainSeen, chainBefore, join, inviteId: inviteIdOf, adoptKeys, makeAgency, confirmSheet, published, invite, invited, admit, dismiss, regrant, grantAnew, outcome, orderErasure, newArchive, setRetention, archiveGrant, openArchive, beginExport, exportFile, exportFiles, sealExport,
};

export const createWorker = (): Handle => handleWith(all);
