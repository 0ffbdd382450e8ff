// The words of the policy that say what happens to a case at its end (PROTOCOL 2.4.2).
import type { Manifest } from '../documents';

/** `years` 0: it is erased. */
export const policyFor = (years: number): Pick<Manifest['policy'], 'retention' | 'years'> => (years === 0 ? { retention: 'none', years } : { retention: 'doc', years });

/** Cases are documented: each has a key for the archive. */
export const documents = ({ policy, roles }: Manifest): boolean => policy.retention === 'doc' && roles.archive !== null; // kill: Policy.documents
