// Drafts: a text that is being written, or the list of what was picked for it, sealed for its writer alone (spec/draft.md). One per case and kind; the kind is the label.
import { mostFiles, mostPlain } from './attachment';
import { ad, Malformed, unb64, type Bytes } from './bytes';
import { openDocument, sealDocument, under, type Owner } from './keyring';
import { writeJson } from './json';
import { fileKeys, mostBox } from './message';
import { bool, id, list, moment, object, one, readAs, text, type Of, type Shape } from './shape';
import { Refused } from './verbs';
import type { KeptKind, Versioned } from './wire';

export const draftShape = object({ v: one(1), msg_id: id, text, lang: text, at: moment });
export type DraftText = Of<typeof draftShape>;

const pickedFiles = list(object({ ...fileKeys, whole: bool }));
/** Those of the next message, and of one that may still be taken back. `whole`: the server has all of it. */
const pickedShape = object({
  v: one(1), msg_id: id, at: moment,
  files: ((value) => {
    const named = pickedFiles(value);
    if (named.length > 2 * mostFiles || named.some(({ size }) => size > mostPlain)) throw new Malformed('files'); // kill: Draft.picked
    return named;
  }) as typeof pickedFiles,
});
export type PickedText = Of<typeof pickedShape>;

const labels: Record<KeptKind, string> = { message: 'sg1/draft', note: 'sg1/draft-note', earlier: 'sg1/draft-earlier', files: 'sg1/draft-files' };
const shapeOf = ({ kind }: DraftPlace) => (kind === 'files' ? pickedShape : draftShape) as Shape<DraftText | PickedText>;

/** Where a draft belongs. `case` may be one that does not exist yet. */
export interface DraftPlace { owner: Owner; case: Bytes; kind: KeptKind }

export const draftAd = ({ owner, case: id, kind }: DraftPlace, version: number): Bytes => ad(labels[kind], owner.agency, owner.uid, id, version);

/** Refused('text') for what the server would not take: its box has the limit of a message's. */
export async function sealDraft(uk: Bytes, place: DraftPlace, version: number, draft: DraftText | PickedText): Promise<Versioned> {
  const sealed = await sealDocument(await under(uk, 'draft'), draftAd(place, version), writeJson(shapeOf(place)(draft)), version);
  if (unb64(sealed.box).length > mostBox) throw new Refused('text'); // kill: Draft.seal-draft-text
  return sealed;
}

/** `known`: the newest version seen of a text, by its `msg_id`; an older one is Refused('set-back'), anything else that is wrong Refused('box'). */
export async function openDraft<T extends DraftText | PickedText = DraftText>(uk: Bytes, place: DraftPlace, stored: Versioned, known: (message: string) => number): Promise<T> {
  const draft = readAs('box', shapeOf(place) as Shape<T>, await openDocument(await under(uk, 'draft'), draftAd(place, stored.version), stored.box));
  if (stored.version < known(draft.msg_id)) throw new Refused('set-back'); // kill: Draft.open-draft-set-back
  return draft;
}
