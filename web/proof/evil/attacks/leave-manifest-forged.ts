import type { Manifest } from '../../../src/crypto/documents';
import type { Session } from '../../../src/crypto/wire';
import { nextManifest, unsignedChange } from '../forge';
import { onLeaving } from '../rekey';

export const manifest = onLeaving('leave-manifest-forged', 'a newer directory by the server, on which the next one is to stand', ['D5'], ({ proxy, world }) => { proxy.swap<Session>('GET session', async (session) => { session.manifest = unsignedChange<Manifest>(await nextManifest(world, () => undefined), (body) => { body.contact.phone = '+43 9 9999999'; }); }); });
