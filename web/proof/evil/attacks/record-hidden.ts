import { onRecord, onSigned } from '../record';

export const hidden = onRecord('record-hidden', 'the second lead has signed entries that are kept from this one', ['A2'], 'desk.chain_forked', (stage) => {
  onSigned(stage, async (head, signs) => {
    const seq = head.seq + 3, hash = Buffer.alloc(32, 8).toString('base64url');
    Object.assign(head, { seq, hash, body: await signs({ seq, hash, at: Date.now() }) });
  });
}, { long: true });
