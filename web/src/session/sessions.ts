// One's own sessions: where else somebody is signed in with this account, and ending them.
import type { OwnSession } from '../crypto/wire';
import { get, remove } from './api';

/** The calling one first. Throws Failed. */
export const sessions = async (): Promise<OwnSession[]> => (await get<{ sessions: OwnSession[] }>('sessions')).sessions;

/** Ends another one; its open pages hear it and empty themselves. Throws Failed. */
export const endOne = (handle: string): Promise<void> => remove<void>(`sessions/${handle}`);

/** Ends all but the calling one. Throws Failed. */
export const endOthers = (): Promise<void> => remove<void>('sessions');
