// What a seeker's browser loads.
import { start } from './screens/start';

void start();
