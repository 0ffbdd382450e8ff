// Tabs of one realm tell each other what concerns them all: who came in, who left, that somebody is there. Ids only, never content, and nothing is
// kept. The quick exit has a channel of its own (exit.ts); realms never share one.
import type { LiveEvent, Realm } from '../crypto/wire';

export type Word =
  /** Somebody has signed out: every tab empties itself. */
  | { kind: 'out' }
  /** Somebody has signed in: the cookie is a new one. */
  | { kind: 'in'; uid: string }
  /** Somebody is there; `stay`: and has said so to the question. */
  | { kind: 'here'; stay: boolean }
  /** The desk is locked: every tab of it is. */
  | { kind: 'lock' }
  /** The key of this tab was used elsewhere (a doubled tab). */
  | { kind: 'opened'; id: string }
  /** An event of the session with this handle (live.ts). */
  | { kind: 'live'; handle: string; event: LiveEvent };

type Of<K extends Word['kind']> = Extract<Word, { kind: K }>;

let channel: BroadcastChannel | null = null;
const listeners = new Set<(word: Word) => void>();

/** Opens the channel of the realm; `onOut`: another tab has signed out. */
export function joinTabs(realm: Realm, onOut: () => void): void {
  hear('out', onOut);
  try {
    channel = new BroadcastChannel(`siegel-${realm}`);
    channel.onmessage = (event: MessageEvent<Word>) => { for (const listener of listeners) listener(event.data); };
  } catch { channel = null; /* switched off in this browser: each tab stands alone */ }
}

/** Hears what other tabs say, never what this one says. Answers how to stop. */
export function hear<K extends Word['kind']>(kind: K, on: (word: Of<K>) => void): () => void {
  const listener = (word: Word) => { if (word.kind === kind) on(word as Of<K>); };
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}

export const tell = (word: Word): void => { channel?.postMessage(word); };

/** Signed out here: no other tab may keep what this one has given up. */
export const tellTabs = (): void => tell({ kind: 'out' });
