import type { Versioned } from '../../../src/crypto/wire';
import { onLeaving } from '../rekey';

export const keyring = onLeaving('leave-keyring-set-back', 'the lead\'s keyring, renumbered to an older one, before new keys are put into it', ['set-back'], ({ proxy }) => { proxy.swap<Versioned>('GET me/keyring', (keyring) => { keyring.version--; }); }, 'refused.account');
