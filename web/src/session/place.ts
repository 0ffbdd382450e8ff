// Where this document is: /{agency}[/{language}]/{view}#… The fragment is read once and taken out of the address bar (PROTOCOL 2.9.5).

export interface Spot {
  short: string;
  /** Two letters, or these and "-simple"; null: the agency's first language. */
  lang: string | null;
  view: string;
  /** What stood behind the #: `f` the fingerprint of the agency's link, `out` after signing out. Never sent to the server. */
  fragment: URLSearchParams;
}

/** Reads an address; pure. */
export function read(path: string, fragment: string): Spot {
  const [short = '', ...rest] = path.split('/').filter(Boolean);
  const lang = /^[a-z]{2}(-simple)?$/.test(rest[0] ?? '') ? rest.shift()! : null;
  return { short, lang, view: rest[0] ?? '', fragment: new URLSearchParams(fragment.replace(/^#/, '')) };
}

/** Address of a page of the same agency, in the same language. */
export const pathOf = (spot: Spot, view: string): string => ['', spot.short, ...(spot.lang ? [spot.lang] : []), ...(view ? [view] : [])].join('/');

/** What this entry of the history remembers: the agency's public fingerprint, so that a reload does not turn a checked contact into a first one. */
interface Kept { f: string | null }

/** The place of this document; removes the fragment without a new entry in the history. */
export function here(): Spot {
  const spot = read(location.pathname, location.hash);
  const f = spot.fragment.get('f') ?? (history.state as Kept | null)?.f ?? null;
  history.replaceState({ f } satisfies Kept, '', location.pathname);
  if (f !== null) spot.fragment.set('f', f);
  return spot;
}

/** The fingerprint of a link in its one spelling (PROTOCOL 2.4.2), or null. */
export function fingerprint(spot: Spot): string | null {
  const text = (spot.fragment.get('f') ?? '').toUpperCase().replace(/[\s-]/g, '');
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text) ? text : null;
}
