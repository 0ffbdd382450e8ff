// Stands in the seekers' built worker for scrypt (build.mjs): age would use it for passphrases, which no file that it opens has (checkHeader). The desk's has it, for exports.
export const scrypt = (): never => { throw new Error('not in this build'); };
