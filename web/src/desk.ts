// What a staff browser loads.
import { start } from './screens/deskStart';

void start();
