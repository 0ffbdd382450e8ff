import { spoilt, stored } from '../file';

export const attack = spoilt('file-of-another', 'in place of an attachment comes the other one of the same letter', 'F1', (_, stage) => stored(stage, stage.link.split(' ')[1]!));
