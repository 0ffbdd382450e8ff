import { archiveGrant, onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-grant-by-outsider', 'the grant is signed by the operator, as if by the lead', ['G6'], async (stage) => {
  const { seed } = await stage.world.own.lead.keys.signer(), file = await archiveGrant(stage, () => undefined, seed);
  onOpening(stage, (stretch) => { stretch.grant.file = file; });
});
