// One history that is not left to chance: everything that people do, once; a leaver whose letters some have read and others have not; a case with three sets of keys, taken
// over while the newest wait for its seeker, that a second account reads along, also after it was taken over once more; and one that ends in the archive.
/** Which command, by whom or of whom. */
export type Line = [command: string, who: RegExp];

export const script: Line[] = [
  ['register', /kiz/], ['draft', /seeker/], ['first letter', /seeker/], ['peek', /ina/], ['take over', /karin/], ['lapse', /./], ['take over', /ben/], ['confirm', /ben/],
  ['answer', /ben/], ['take back', /ben/], ['answer', /ben/], ['let out', /ben/], ['read', /seeker/], ['note', /ben/], ['second browser', /seeker/],
  ['with an attachment', /ben/], ['put back', /ben/], ['peek', /lea/], ['take over', /karin/], ['confirm', /karin/], ['dismiss', /ben/],
  ['new keys', /karin/], ['take in', /seeker/],
  ['further letter', /seeker/], ['read', /seeker/], ['sign out', /seeker/], ['read', /karin/], ['note', /karin/], ['rest', /karin/], ['reopen', /karin/], ['close', /karin/],
  ['invite and join', /lea/], ['admit', /lea/], ['sign out', /neu/], ['sign in by password', /neu/], ['stop', /ina/], ['let in again', /ina/], ['sign in by code', /ina/],
  ['new code', /seeker/], ['draft', /seeker/], ['somebody knows my code', /seeker/], ['further letter', /seeker/], ['second browser', /seeker/], ['recover', /seeker/], ['new password', /karin/], ['read', /karin/],
  ['new keys', /karin/],
  ['put back', /karin/], ['take over', /lea/], ['confirm', /lea/], ['take in', /seeker/], ['with an attachment', /seeker/], ['put back', /lea/], ['take over', /karin/], ['confirm', /karin/], ['read', /karin/],
  ['register', /kiz/], ['first letter', /seeker-9/], ['take over', /karin/], ['confirm', /karin/], ['share', /with seeker-9/], ['take in', /seeker-9/], ['with an attachment', /karin/], ['let out', /karin/], ['read', /seeker-9/],
  ['put back', /karin/], ['take over', /lea/], ['confirm', /lea/], ['answer', /lea/], ['let out', /lea/], ['read', /seeker-9/],
  ['delete account', /kiz/],
  ['register', /nord/], ['first letter', /seeker-10/], ['take over', /mia/], ['confirm', /mia/], ['with an attachment', /mia/], ['let out', /mia/], ['note', /mia/], ['delete account', /nord/], ['sign out', /mia/],
];
