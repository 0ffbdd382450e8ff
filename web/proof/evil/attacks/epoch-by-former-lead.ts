import { onNewKeys, regrant } from '../rekey';

export const former = onNewKeys('epoch-by-former-lead', 'new keys of a case, made by somebody who is no member any more', ['G6'], async (stage, waiting) => { const signer = await stage.world.gina.keys.signer(); await regrant(stage, waiting, (body) => { Object.assign(body, { by: stage.world.gina.person.uid, by_kid: signer.kid }); }, signer); });
