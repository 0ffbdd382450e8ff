// Tabs of one realm tell each other that somebody signed out. The quick exit has a channel of its own (exit.ts); realms never share one.
import type { Realm } from '../crypto/wire';

let channel: BroadcastChannel | null = null;

/** `onOut`: another tab of this realm has signed out. */
export function joinTabs(realm: Realm, onOut: () => void): void {
  try {
    channel = new BroadcastChannel(`siegel-${realm}`);
    channel.onmessage = (event) => { if (event.data === 'out') onOut(); };
  } catch { channel = null; /* switched off in this browser: each tab stands alone */ }
}

export const tellTabs = (): void => { channel?.postMessage('out'); };
