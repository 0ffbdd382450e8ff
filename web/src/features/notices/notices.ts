// Notices by mail (UX 3): an address of one's own, confirmed by the code of a mail, and how much a notice says. The address leaves the worker sealed to the
// notifier; the server hands it on and has no way to show it to anybody, not even to its owner.
import { signal } from '@preact/signals';
import { ask } from '../../crypto/client';
import { Refused } from '../../crypto/verbs';
import { chosen } from '../../i18n/i18n';
import { agency } from '../../session/agency';
import { signedIn } from '../../session/again';
import { Failed, get, post, put, remove } from '../../session/api';
import { whenForgetting } from '../../session/forgetting';

export type Level = 'mail' | 'link';

/** How things stand (spec/api.md, 10). `until`: with `waiting`, until when the code may be typed (Unix ms). */
export interface Notices {
  state: 'none' | 'waiting' | 'on' | 'lapsed' | 'broken' | 'stopped'; level: 'none' | Level; until: number | null;
  sample: { sender: string; subject: string; text: string; link: string };
}

export const notices = signal<Notices | null>(null);
/** What is typed. */
export const address = signal(''), level = signal<string>('mail'), code = signal('');

/** Throws Failed. */
export async function load(): Promise<void> {
  notices.value = await signedIn(() => get<Notices>(`me/notice?lang=${encodeURIComponent(language())}`));
  if (notices.value.level !== 'none') level.value = notices.value.level;
}

/** The language that is read now, also where it is a simple one. */
const language = (): string => chosen.value.replace(/-du$/, '');

/** Seals what was typed and hands it on; a code is on its way then. 'address': that is none. 'often': several codes went out today. Throws Failed, Refused. */
export async function give(): Promise<'address' | 'often' | null> {
  const recipient = agency.value?.notices?.recipient ?? '';
  try {
    const { file } = await ask('sealAddress', { recipient, address: address.value });
    await signedIn(() => put('me/notice', { level: level.value, lang: language(), file }));
  } catch (error) {
    if (error instanceof Refused && error.check === 'text' || error instanceof Failed && error.code === 'bad_request') return 'address';
    if (error instanceof Failed && error.code === 'wait') return 'often';
    throw error;
  }
  address.value = '';
  await load();
  return null;
}

/** 'wrong': another try is left. 'over': the address has to be given again. Throws Failed. */
export async function confirm(): Promise<'wrong' | 'over' | null> {
  const typed = code.value.replace(/\D/g, '');
  if (typed.length !== 6) return 'wrong';
  let refused: 'wrong' | 'over' | null = null;
  try { await signedIn(() => post('me/notice/confirmation', { code: typed })); } catch (error) {
    if (!(error instanceof Failed) || error.code !== 'refused' && error.code !== 'conflict') throw error;
    refused = error.code === 'refused' ? 'wrong' : 'over';
  }
  code.value = '';
  await load();
  return refused === 'wrong' && notices.value?.state !== 'waiting' ? 'over' : refused;
}

/** Another level for the same address. Throws Failed. */
export async function saveLevel(): Promise<void> {
  await signedIn(() => put('me/notice', { level: level.value, lang: language(), file: null }));
  await load();
}

/** No more notices; the address is gone. Throws Failed. */
export async function stop(): Promise<void> {
  await signedIn(() => remove('me/notice'));
  await load();
}

export function clear(): void {
  notices.value = null;
  address.value = code.value = '';
  level.value = 'mail';
}
whenForgetting(clear);
