import { onShared, regrant } from '../rekey';

export const former = onShared('shared-by-former-lead', 'an earlier case, shared by somebody who is no member any more', ['G6'], async (stage, waiting) => { const signer = await stage.world.gina.keys.signer(); await regrant(stage, waiting, (body) => { Object.assign(body, { by: stage.world.gina.person.uid, by_kid: signer.kid }); }, signer); });
