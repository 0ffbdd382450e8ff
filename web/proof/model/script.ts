// One history that is not left to chance: everything that people do, once, and a leaver whose letters some have read and others have not.
/** Which command, by whom or of whom. */
export type Line = [command: string, who: RegExp];

export const script: Line[] = [
  ['register', /kiz/], ['draft', /seeker/], ['first letter', /seeker/], ['peek', /ina/], ['take over', /karin/], ['lapse', /./], ['take over', /ben/], ['confirm', /ben/],
  ['answer', /ben/], ['take back', /ben/], ['answer', /ben/], ['let out', /ben/], ['read', /seeker/], ['note', /ben/], ['second browser', /seeker/],
  ['answer', /ben/], ['put back', /ben/], ['peek', /lea/], ['take over', /karin/], ['confirm', /karin/], ['dismiss', /ben/],
  ['further letter', /seeker/], ['read', /seeker/], ['sign out', /seeker/], ['read', /karin/], ['note', /karin/], ['rest', /karin/], ['reopen', /karin/], ['close', /karin/],
  ['invite and join', /lea/], ['admit', /lea/], ['sign out', /neu/], ['sign in by password', /neu/], ['stop', /ina/], ['let in again', /ina/], ['sign in by code', /ina/],
  ['register', /nord/], ['first letter', /seeker/],
];
