/** The link of an invite, for a second channel: its token and the fingerprint by which the newcomer checks the agency's keys (PROTOCOL 2.8.2). */
export const joinLink = (origin: string, short: string, token: string, fingerprint: string): string => `${origin}/${short}/join#i=${token}&f=${fingerprint}`;
