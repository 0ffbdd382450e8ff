// What a name and a password must be like, checked before anything is sent (PROTOCOL 2.3.1, 2.3.3). The worker checks form and length again.
import { asset } from '../../session/assets';

export type NameFault = 'name_length' | 'name_mail' | 'name_reserved' | 'name_form';
export type PasswordFault = 'short' | 'long' | 'common' | 'name';

/** What the people who answer are called, in the languages of the pages. */
const reserved = new RegExp(`^(${[
  'admin|administrator|team|support|system|siegel', 'beratung|berater|beraterin|leitung|hilfe', 'counsellor|counselor|help',
  'conseil|conseiller|conseillère|équipe|direction|aide|accompagnement', 'berodung|beroder|beroderin|leedung|ekipp|hëllef', 'apoio|conselheiro|conselheira|equipa|direção|ajuda',
].join('|')})s?$`, 'iu');
const characters = (text: string) => [...text].length;

export function nameFault(name: string): NameFault | null {
  const length = characters(name.trim().normalize('NFKC'));
  if (name.includes('@')) return 'name_mail'; // kill: Rules.name-mail
  if (length < 3 || length > 32) return 'name_length'; // kill: Rules.name-length
  return reserved.test(name.trim()) ? 'name_reserved' : null; // kill: Rules.name-reserved
}

/** The idea behind a password: what stands before and after the letters goes, the usual stand-ins are undone. P4ssw0rt!! and passwort are the same idea. */
export function stem(password: string): string {
  const core = password.normalize('NFKC').toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const swapped = core.replace(/[@4]/g, 'a').replace(/3/g, 'e').replace(/[1!|]/g, 'i').replace(/0/g, 'o').replace(/[$5]/g, 's').replace(/7/g, 't');
  return letters(swapped);
}

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}]/gu, '');

/** One character again and again, or a short group of them. */
const repeats = (text: string): boolean => /^(.{1,4}?)\1+.{0,3}$/u.test(text);

/** Digits or letters in their order, or along a row of keys. */
const rows = ['01234567890', '09876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertzuiopasdfghjklyxcvbnm', 'qwertyuiopasdfghjklzxcvbnm', 'azertyuiopqsdfghjklmwxcvbn', '1q2w3e4r5t6z7u8i9o0p', '1q2w3e4r5t6y7u8i9o0p', '1qay2wsx3edc4rfv5tgb'];
const walks = (text: string): boolean => rows.some((row) => row.repeat(3).includes(text));

/** `common`: stems that many people take. Pure. */
export function passwordFault(password: string, name: string, common: ReadonlySet<string>): PasswordFault | null {
  const plain = password.normalize('NFKC').toLowerCase();
  if (characters(password.normalize('NFKC')) < 10) return 'short'; // kill: Rules.password-short
  if (characters(password.normalize('NFKC')) > 256) return 'long'; // kill: Rules.password-long
  const own = letters(name);
  if (own.length >= 3 && letters(password) === own) return 'name'; // kill: Rules.password-name
  if (walks(plain) || repeats(plain) || !plain.trim()) return 'common'; // kill: Rules.password-shape
  return [plain, stem(password), letters(password)].some((form) => common.has(form)) ? 'common' : null; // kill: Rules.password-common
}

/** The list, fetched when it is needed. Without it (no network) the other rules still hold. */
export async function commonPasswords(): Promise<ReadonlySet<string>> {
  try { return new Set(await asset<string[]>('passwords.json')); } catch { return new Set(); }
}
