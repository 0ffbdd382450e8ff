// Stands in the built workers for the classic curves of @noble/curves (build.mjs). age would use them for kinds of recipients that wrapFor never lets through and
// checkHeader never lets in; post-quantum reads their lengths when it is loaded. Here nothing can be sealed to such a key even by mistake, and five kilobytes need not travel.
const gone = (): never => { throw new Error('not in this build'); };

const without = (secretKey: number, seed: number) => ({
  lengths: { secretKey, publicKey: secretKey + 1, publicKeyUncompressed: 2 * secretKey + 1, publicKeyHasPrefix: true, seed },
  Point: { Fn: {}, fromBytes: gone }, utils: { randomSecretKey: gone }, getPublicKey: gone, getSharedSecret: gone,
});

export const p256 = without(32, 48), p384 = without(48, 72);
