import { spoilt } from '../file';

export const attack = spoilt('file-salt', 'an attachment says another salt', 'F1', (sealed) => { sealed[20]! ^= 1; return sealed; });
