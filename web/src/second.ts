// Screens of a seeker that nobody needs on the way to the first letter, in a script of its own. What it shares with the page's script is handed over by it, never loaded twice (build.mjs).
import { arrived } from './screens/Second';
import { Erase } from './screens/Erase';
import { Gone } from './screens/Gone';
import { Messages } from './screens/Messages';
import { Notice } from './screens/Notice';
import { Ordered } from './screens/Ordered';
import { Recover } from './screens/Recover';
import { Settings } from './screens/Settings';
import { Stored } from './screens/Stored';

arrived({ Messages, Recover, Notice, Settings, Stored, Erase, Gone, Ordered });
