// Deleting everything of one's own (PROTOCOL 2.8.15): first what would go and what would stay, by the policy that the agency has signed; then, with the
// password or the code, once and whole.
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import type { ErasureReceipt, Preview, Proof } from '../../crypto/wire';
import { me, signInByCode, signInByPassword } from '../../session/account';
import { call, Failed, get } from '../../session/api';
import { lost } from '../../session/insist';
import { renewDirectory } from '../../session/members';
import { prove, type Typed } from '../../session/proof';
import { erasing } from './shown';

/** What was counted, and agreed with what is signed. `manifest`: the hash of the document that says so. `sent`: what was typed, was right, and went out with it. */
export interface Announced { preview: Preview; manifest: string; sent: Typed | null }

/** Counted by the server, held against the newest signed policy by the worker. Throws Failed; Refused('policy') where both differ: then nothing may be deleted here. */
export async function announced(): Promise<Announced> {
  await renewDirectory();
  const preview = await get<Preview & { manifest: string }>('me/erasure');
  const { manifest } = await ask('erasing', { preview });
  if (preview.manifest !== manifest) throw new Failed('conflict', 409, null); // kill: Erasing.another-document
  return { preview, manifest, sent: null };
}

const sum = (preview: Preview, of: 'messages' | 'files'): number => preview.cases.reduce((all, one) => all + one[of], 0);

/** What goes now, as words need it: all that is not sealed. */
export const going = ({ preview }: Announced): { messages: number; files: number; drafts: number } => {
  const open = { ...preview, cases: preview.cases.filter((one) => one.sealed_until === null) };
  return { messages: sum(open, 'messages'), files: sum(open, 'files'), drafts: preview.drafts };
};

/** What stays sealed, by its last day. */
export const staying = ({ preview }: Announced): { messages: number; files: number; until: number }[] =>
  preview.cases.flatMap(({ messages, files, sealed_until: until }) => (until === null ? [] : [{ messages, files, until }]));

/** What it would have been, where the answer was lost. */
const asAnnounced = (shown: Announced): ErasureReceipt => ({
  at: Date.now(), deleted: { cases: shown.preview.cases.length - staying(shown).length, ...going(shown) }, sealed: staying(shown).map(({ until }) => ({ until })), backups_until: shown.preview.backups_until,
});

/** Whether the access is gone: what was just typed, and was right, opens nothing any more. */
async function gone(typed: Typed, name: string): Promise<boolean> {
  try {
    await ('code' in typed ? signInByCode('seeker', typed.code, me.value) : signInByPassword('seeker', name, typed.password, me.value));
    return false;
  } catch (error) {
    if (error instanceof Failed && error.code === 'sign_in_failed') return true;
    throw error;
  }
}

/** Whether a receipt falls short of what was announced: less is gone, or more stays. Letters that have come since may be among what is gone. */
export function fallsShort(shown: Announced, { deleted: gone, sealed }: ErasureReceipt): boolean {
  const said = asAnnounced(shown), last = Math.max(0, ...said.sealed.map(({ until }) => until));
  return gone.cases < said.deleted.cases || gone.messages < said.deleted.messages || gone.files < said.deleted.files || sealed.length > said.sealed.length || sealed.some(({ until }) => until > last);
}

const deleted = (shown: Announced, proof: Proof): Promise<ErasureReceipt> => call<ErasureReceipt>('DELETE', 'me', {
  manifest: shown.manifest, staying: shown.preview.cases.flatMap((one) => (one.sealed_until === null ? [] : [one.id])), ...proof,
});

/**
 * Deletes. Throws Failed: `sign_in_failed` (wrong password or code), `conflict` (something has changed: announce it anew), `offline` (nobody knows yet whether
 * it has arrived; the same again finds out). In every other case nothing is deleted.
 */
export async function erase(shown: Announced, typed: Typed): Promise<ErasureReceipt> {
  erasing.value = 'now';
  try { return await erasedBy(shown, typed); } catch (error) { erasing.value = 'shown'; throw error; }
}

async function erasedBy(shown: Announced, typed: Typed): Promise<ErasureReceipt> {
  const name = me.value?.name ?? '';
  try {
    const proof = await proved(typed);
    shown.sent = typed;
    return await deleted(shown, proof).catch((error: unknown) => { if (lost(error)) return deleted(shown, proof); throw error; });
  } catch (error) {
    // The session is gone. Only what was right before tells whether the access is gone with it: a wrong password would open nothing either.
    if (!(error instanceof Failed) || error.code !== 'signed_out' || !shown.sent || !await gone(shown.sent, name)) throw error;
    return asAnnounced(shown);
  }
}

/** A code that cannot be right, or a wrap that does not open, is a wrong one for whoever typed it. */
async function proved(typed: Typed): Promise<Proof> {
  try { return await prove(typed); } catch (error) {
    if (error instanceof Refused && ['code', 'password'].includes(error.check)) throw new Failed('sign_in_failed', 401, null); // kill: Erasing.cannot-be-right
    throw error;
  }
}
