// Where keys belong: an agency at its one origin (PROTOCOL 2.0). Both go into the keys, so a code or password typed elsewhere opens nothing here.
import { unb64, type Bytes } from './bytes';
import { refuseBy } from './shape';
import type { Place } from './verbs';

export interface Where { origin: string; agency: Bytes }

export const where = (place: Place): Where => ({ origin: place.origin, agency: refuseBy('origin', () => unb64(place.agency, 16)) });
