import type { Attack } from '../attack';

export const attack: Attack = {
  id: 'file-received-lie', title: 'the server says that it has more parts of a new attachment than there are', aimed: ['data'], scene: 'file-send', long: true,
  arm: ({ proxy }) => { proxy.swap<{ received: number }>('POST files', (body) => { body.received = 99; }); },
  // it is announced when it is picked, and once more when the letter is to go: its id and length, and none of its parts
  expected: { says: ['problem.internal'], may: ['PUT session/tabs/{}', 'PUT me/**', 'POST files'] },
};
