// The links that let somebody in: /{agency}/setup#t=…, /{agency}/join#i=…&f=…. The secret stands behind the # and never travels to the server.

const tokenText = /^[A-Za-z0-9_-]{22}$/;

/** The token of a link, in its one spelling, or null. */
export function tokenOf(view: 'setup' | 'join', fragment: URLSearchParams): string | null {
  const text = fragment.get(view === 'setup' ? 't' : 'i');
  return text !== null && tokenText.test(text) ? text : null;
}

/** The link for the agency's own web site: whoever comes by it checks the keys from the first visit on (PROTOCOL 2.4.2). */
export const siteLink = (origin: string, short: string, fingerprint: string): string => `${origin}/${short}#f=${fingerprint}`;
