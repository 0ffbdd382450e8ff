// Who takes part in the scenes, what they type, and a case that has been written before a scene begins.
import { expect } from '@playwright/test';
import { Person } from '../../src/demo/person';
import type { Stage } from './attack';
import { Keys } from './keys';
import { byCode, listed, type Prepared } from './steps';
import type { World } from './world';

/** What people type. None of it may leave the browser readable; nothing of it stands in the catalogues. */
export const typed = {
  letter: 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich, murmelte das Känguru.', nickname: 'Quittenjockel Siebzig',
  further: 'Vogel Quax zwickt Johnys Pferd Bim, und niemand im Dorf weiß davon.', name: 'bramarbas-41', password: 'Bratapfel Yukka Wolkenzimt Hufeisen',
  first: 'Polyfon zwitschernd aßen Mäxchens Vögel Rüben, Joghurt und Quark am Zaun.', answer: 'Falsches Üben von Xylophonmusik quält jeden größeren Zwerg in Jevenstedt.',
  reply: 'Jeder wackere Bayer vertilgt bequem zwo Pfund Kalbshaxen, schrieb sie zurück.', staff: 'neue worte hinter dem alten wehr',
};

/** A case with its people's real keys: the letter `typed.first`, and in all scenes but the pool's an answer by Karin, `typed.answer`. */
export interface Case { id: string; name: string; seeker: Keys; code: string; karin: Keys }

let counter = 0;

/** A seeker by return code who has written; `taken`: taken over and answered by Karin. */
async function written(world: World, taken: boolean): Promise<Case> {
  const person = new Person(world.origin, 'kiz', 'seeker'), code = await person.register(null, null, 'de'), name = `Sturm ${++counter}`;
  const id = await person.write({ topic: '', lang: 'de', text: typed.first, name, age: null, gender: null });
  if (taken) {
    await world.karin.person.take(id);
    await world.karin.person.send(id, typed.answer, 'de');
    await world.karin.person.letOut(id);
    await person.read(id);
  }
  return { id, name, code, seeker: new Keys(person, 'seeker', code), karin: world.karin.keys };
}

export const nothing = async (): Promise<Prepared> => ({ case: null, link: '' });
export const withCase = (known: boolean) => async (world: World): Promise<Prepared> => ({ case: await written(world, known), link: '' });
/** A case that Karin has answered. */
export const answered = withCase(true);

export const seekerDoor = ({ world }: Stage): string => `${world.origin}/kiz/sign-in`;
export const comesBack = (stage: Stage): Promise<void> => byCode(stage.page, seekerDoor(stage), 'Rückkehr-Code', stage.case.code);
export const seesAnswer = async ({ page }: Stage): Promise<void> => { await expect(listed(page, typed.answer)).toBeVisible(); await expect(page.getByLabel('Ihre Nachricht')).toBeVisible(); };
const code28 = (stage: Stage): string => stage.case.code.replace(/-/g, '');
export const seekerSecrets = (stage: Stage): string[] => [typed.first, typed.answer, typed.further, code28(stage)];
