// Stands in the built workers for scrypt (build.mjs): age would use it for passphrases, which no file of ours has (checkHeader).
export const scrypt = (): never => { throw new Error('not in this build'); };
