// Screens of the desk that only leads open, in a script of its own. What it shares with the desk's script is handed over by it, never loaded twice (build.mjs).
import { DeskArchive } from './screens/DeskArchive';
import { DeskChain } from './screens/DeskChain';
import { arrived } from './screens/DeskLeads';
import { DeskOverview } from './screens/DeskOverview';
import { DeskRetention } from './screens/DeskRetention';
import { DeskTeam } from './screens/DeskTeam';
import { DeskVisits } from './screens/DeskVisits';

arrived({ archive: DeskArchive, chain: DeskChain, overview: DeskOverview, retention: DeskRetention, team: DeskTeam, visits: DeskVisits });
