// The page's newest frame and, for the series that something on the page shows, fixed-size buffers of their past.

import { heard, moment, now, type Moment } from "./clock";
import { soon } from "./loop";
import { Ring } from "./ring";

export interface SeriesInfo { id: number; key: string; labels: Record<string, string>; unit: string }

/** What a series' shape is drawn from: seconds (15 min), five seconds (1 h), minutes (block, day). */
export type Step = 1 | 5 | 60;
const sizes: Record<Step, number> = { 1: 3_600, 5: 1_440, 60: 2_880 };

/** One series in use, shared by all elements that show it. */
export class Track {
  id = -1;
  unit = "";
  users = 0;
  position = -1;
  last = NaN;
  /** Unix second of the newest sample, not a number before the first. */
  lastAt = NaN;
  readonly minutes = new Ring(60, sizes[60]);
  /** The baseline day's minutes, under the minutes of today that they are compared with. */
  readonly baseline = new Ring(60, sizes[60]);
  seconds: Ring | undefined;
  fives: Ring | undefined;
  /** What has been asked of history, so that it is asked once. */
  readonly asked = new Set<string>();

  constructor(readonly key: string, readonly labels: Record<string, string>) { }

  ring(step: Step): Ring {
    return step === 60 ? this.minutes : step === 5 ? (this.fives ??= new Ring(5, sizes[5])) : (this.seconds ??= new Ring(1, sizes[1]));
  }

  forget(): void {
    for (const ring of [this.minutes, this.baseline, this.seconds, this.fives]) {
      ring?.clear();
    }

    this.asked.clear();
    this.last = this.lastAt = NaN;
  }

  take(second: number, value: number): void {
    this.seconds?.add(second, value);
    this.fives?.add(second, value);
    this.minutes.add(second, value);
    if (!Number.isNaN(value)) {
      this.last = value;
      this.lastAt = second;
    }
  }
}

export interface Follower {
  /** In an animation frame after a frame or a piece of history came. */
  refresh(history: boolean): void;
}

const tracks = new Map<string, Track>();
const followers = new Set<Follower>();
let series: SeriesInfo[] = [];
let hub = false; // the series are the hub's own, so their places in a frame are known
let historic = false;

export const state = {
  seq: 0,
  /** Unix second of the newest frame, 0 before the first. */
  at: 0,
  heardAt: undefined as Moment | undefined,
  frames: 0,
  missed: 0,
};

/** The second up to which there are data: the newest frame's, else the clock's. */
export const edge = (): number => state.at || Math.floor(now() / 1000);

const name = (key: string, labels: Record<string, string>): string => key + JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export function use(key: string, labels: Record<string, string>): Track {
  const full = name(key, labels);
  let track = tracks.get(full);
  if (track === undefined) {
    track = new Track(key, labels);
    tracks.set(full, track);
    resolve(track);
  }

  track.users += 1;
  return track;
}

/** Kept for a moment: a page that is rendered again asks for the same series at once. */
export function leave(track: Track): void {
  track.users -= 1;
  if (track.users === 0) {
    setTimeout(() => {
      const full = name(track.key, track.labels);
      if (track.users === 0 && tracks.get(full) === track) {
        tracks.delete(full);
      }
    }, 5_000);
  }
}

export const inUse = (): Track[] => [...tracks.values()].filter(track => track.users > 0);

export const follow = (follower: Follower): void => void followers.add(follower);
export const unfollow = (follower: Follower): void => void followers.delete(follower);

/** The series, by the hub in the order of its frames, or by GET /api/metrics while the hub can't be reached. */
export function setSeries(all: SeriesInfo[], fromHub: boolean): void {
  if (hub && !fromHub) {
    return;
  }

  series = all;
  hub = fromHub;
  for (const track of tracks.values()) {
    resolve(track);
  }

  changed(true);
}

function resolve(track: Track): void {
  let fewest = Infinity;
  track.position = -1;
  for (let place = 0; place < series.length; place += 1) {
    const one = series[place]!;
    const more = Object.keys(one.labels).length;
    if (one.key === track.key && more < fewest && Object.entries(track.labels).every(([label, value]) => one.labels[label] === value)) {
      fewest = more; // the exact labels before those that have more
      if (track.id !== one.id) {
        track.asked.clear();
      }

      track.id = one.id;
      track.unit = one.unit;
      track.position = hub ? place : -1;
    }
  }
}

/** The hub says what time it is before its first frame. Whatever was read for another hour, by a browser with a wrong clock, goes. */
export function begin(seq: number, at: number): void {
  if (at > 0) {
    const wrong = Math.abs(now() - at) > 600_000;
    heard(at);
    state.seq = seq;
    state.at = Math.floor(at / 1000);
    if (wrong) {
      tracks.forEach(track => track.forget());
      changed(true);
    }
  }
}

/** Takes a frame. Answers the second after which frames are missing, or not a number where none is. */
export function accept(seq: number, at: number, values: ArrayLike<number | null>): number {
  const second = Math.floor(at / 1000);
  const before = state.at;
  const lost = state.seq === 0 ? 0 : seq > state.seq ? seq - state.seq - 1 : -1; // −1: the server counts anew
  heard(at);
  state.seq = seq;
  state.at = second;
  state.heardAt = moment();
  state.frames += 1;
  state.missed += Math.max(lost, 0);
  for (const track of tracks.values()) {
    if (track.position >= 0) {
      track.take(second, values[track.position] ?? NaN);
    }
  }

  changed(false);
  return lost === 0 ? NaN : before;
}

export function changed(history: boolean): void {
  historic ||= history;
  soon(tell);
}

function tell(): void {
  const history = historic;
  historic = false;
  for (const follower of followers) {
    follower.refresh(history);
  }
}
