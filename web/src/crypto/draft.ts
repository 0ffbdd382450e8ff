// Drafts: a text that is being written, sealed for its writer alone (spec/draft.md). One per case and kind; the kind is the label.
import { ad, unb64, type Bytes } from './bytes';
import { openDocument, sealDocument, under, type Owner } from './keyring';
import { writeJson } from './json';
import { mostBox } from './message';
import { id, moment, object, one, readAs, text, type Of } from './shape';
import { Refused } from './verbs';
import type { DraftKind, Versioned } from './wire';

export const draftShape = object({ v: one(1), msg_id: id, text, lang: text, at: moment });
export type DraftText = Of<typeof draftShape>;

const labels: Record<DraftKind, string> = { message: 'sg1/draft', note: 'sg1/draft-note', earlier: 'sg1/draft-earlier' };

/** Where a draft belongs. `case` may be one that does not exist yet. */
export interface DraftPlace { owner: Owner; case: Bytes; kind: DraftKind }

export const draftAd = ({ owner, case: id, kind }: DraftPlace, version: number): Bytes => ad(labels[kind], owner.agency, owner.uid, id, version);

/** Refused('text') for what the server would not take: its box has the limit of a message's. */
export async function sealDraft(uk: Bytes, place: DraftPlace, version: number, draft: DraftText): Promise<Versioned> {
  const sealed = await sealDocument(await under(uk, 'draft'), draftAd(place, version), writeJson(draftShape(draft)), version);
  if (unb64(sealed.box).length > mostBox) throw new Refused('text'); // kill: Draft.seal-draft-text
  return sealed;
}

/** `known`: the newest version seen of a text, by its `msg_id`; an older one is Refused('set-back'), anything else that is wrong Refused('box'). */
export async function openDraft(uk: Bytes, place: DraftPlace, stored: Versioned, known: (message: string) => number): Promise<DraftText> {
  const draft = readAs('box', draftShape, await openDocument(await under(uk, 'draft'), draftAd(place, stored.version), stored.box));
  if (stored.version < known(draft.msg_id)) throw new Refused('set-back'); // kill: Draft.open-draft-set-back
  return draft;
}
