// Screens of a seeker that few people open, in a script of its own. What it shares with the page's script is handed over by it, never loaded twice (build.mjs).
import { arrived } from './screens/Second';
import { Erase } from './screens/Erase';
import { Gone } from './screens/Gone';
import { Ordered } from './screens/Ordered';
import { Settings } from './screens/Settings';
import { Stored } from './screens/Stored';

arrived({ Settings, Stored, Erase, Gone, Ordered });
