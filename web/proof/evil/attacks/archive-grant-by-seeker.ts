import { archiveGrant, onOpening, onShelf } from '../shelf';

export const attack = onShelf('archive-grant-by-seeker', 'the grant is one that a seeker\'s browser might have made: unsigned', ['G6'], async (stage) => {
  const file = await archiveGrant(stage, (body, row) => { Object.assign(body, { by: row.seeker, by_kid: null, why: 'enquiry', mseq: null, nk: null, nk_id: null }); }, null);
  onOpening(stage, (stretch) => { stretch.grant.file = file; stretch.case.nk_id = null; });
});
