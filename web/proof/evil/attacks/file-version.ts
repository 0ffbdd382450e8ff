import { spoilt } from '../file';

export const attack = spoilt('file-version', 'an attachment says to be of a newer kind', 'F1', (sealed) => { sealed[4] = 2; return sealed; });
