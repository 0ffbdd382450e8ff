import type { Versioned } from '../../../src/crypto/wire';
import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'password-keyring-set-back', title: 'before the password is changed, the keyring is said to be of an older version', aimed: ['set-back'], scene: 'new-password', long: true,
  arm: ({ proxy }) => { proxy.swap<Versioned>('GET me/keyring', (keyring) => { keyring.version--; }); },
  expected: { says: ['refused.account'], may: ['PUT session/tabs/{}'] },
};
