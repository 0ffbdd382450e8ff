import { onRecord, onSigned } from '../record';

export const forked = onRecord('record-forked', 'the second lead was shown another record, and has signed it', ['A2'], 'desk.chain_forked', (stage) => {
  onSigned(stage, async (head, signs) => {
    const hash = Buffer.alloc(32, 7).toString('base64url');
    head.hash = hash;
    head.body = await signs({ seq: head.seq, hash, at: Date.now() });
  });
});
