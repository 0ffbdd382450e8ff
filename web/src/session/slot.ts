/** The name under which a seeker's tab secret (PROTOCOL 2.9.3) stands in sessionStorage: the only value that may stand there. It tells nothing. */
export const tabSecret = 'siegel';
