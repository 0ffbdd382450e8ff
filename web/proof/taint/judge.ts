// Looks through places, and says at the end what stood where it may not stand. A place in which the planted canaries are not found, or of which too
// little was looked at, shows nothing: then the run is void.
import { look, type Found, type Stretch } from './places';
import { Search } from './search';
import { textSpellings } from './spellings';
import type { Reach, Sent, Taint } from './taint';

export interface Place {
  name: string; stretches: Iterable<Stretch>;
  /** How far what stands here may reach; and what may stand here by its name: the key of a tab, in the browser. */
  may: readonly Reach[]; but?: readonly string[];
  /** Texts that must be found, bytes that must have been looked at. */
  canaries: readonly string[]; floor: number;
  /** What stands here and may is told by its names. */
  tells?: boolean;
}

interface Seen { place: Place; found: Found[]; bytes: number; missing: string[] }

export interface Verdict { leaks: string[]; void: string[]; lines: string[]; bytes: number }

/** So that one place does not hide the others. */
const mostOfAPlace = 6;

export class Judge {
  private readonly search = new Search();
  private readonly seen: Seen[] = [];
  constructor(private readonly taint: Taint) {}

  get spellings(): number { return this.search.size; }

  /** Looks through a place now, for everything that is known by now. */
  look(place: Place): Found[] {
    this.taint.fill(this.search);
    const canaries = new Search();
    for (const canary of place.canaries) canaries.add(canary, textSpellings(canary, true));
    const { found, alive, bytes } = look(this.search, canaries, place.stretches);
    this.seen.push({ place, found, bytes, missing: place.canaries.filter((canary) => !alive.has(canary)) });
    return found;
  }

  /** `sent`: what the server has openly received by the end. */
  verdict(sent: Sent): Verdict {
    const verdict: Verdict = { leaks: [], void: [], lines: [], bytes: 0 };
    for (const { place, found, bytes, missing } of this.seen) {
      verdict.bytes += bytes;
      for (const canary of missing) verdict.void.push(`${place.name}: the canary "${canary}" is not there`);
      if (bytes < place.floor) verdict.void.push(`${place.name}: only ${bytes} bytes of ${place.floor}`);
      const reported = new Map<string, Set<string>>(), leaks = new Set<string>();
      for (const { name: id, stretch, near } of found) {
        const reach = this.taint.reach(id, sent), may = place.may.includes(reach), but = place.but?.find((name) => this.taint.isNamed(id, name));
        if (!may && but === undefined) leaks.add(`${place.name}: ${this.taint.nameOf(id, sent)} in ${stretch}: …${near}…`);
        else if (place.tells && reach !== 'open') {
          const name = but ?? this.taint.firstName(id);
          reported.set(name, (reported.get(name) ?? new Set()).add(id));
        }
      }
      verdict.leaks.push(...[...leaks].slice(0, mostOfAPlace), ...(leaks.size > mostOfAPlace ? [`${place.name}: and ${leaks.size - mostOfAPlace} others`] : []));
      verdict.lines.push(`${place.name}: ${(bytes / 1e6).toFixed(1)} MB${[...reported].map(([what, n]) => `, ${n.size} × ${what}`).join('')}`);
    }
    return verdict;
  }
}
