// Reads the past of series over HTTP: what several elements ask for in the same moment goes in one request.

import { changed, edge, inUse, type Step, type Track } from "./store";

interface Answer { from: string; step: number; series: { id: number; values: (number | null)[]; baseline?: (number | null)[]; samples?: (number | null)[] }[] }
interface Wish { tracks: Set<Track>; step: Step; from: number; to: number; baseline: boolean; failures: number }

const wishes = new Map<string, Wish>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks once for a span of a series, by the minute with the baseline's unless it is not wanted; the answer is in its rings and everything on the page is told. */
export function need(track: Track, step: Step, from: number, to: number, baseline = step === 60): void {
  const start = Math.floor(from / step) * step;
  const end = Math.ceil(to / step) * step;
  const span = step === 60 ? `${step} ${start} ${end}` : `${step} ${Math.floor(start / 600)}`;
  if (track.id < 0 || track.asked.has(span) || (!baseline && track.asked.has(`${span} alone`))) {
    return;
  }

  track.asked.add(baseline ? span : `${span} alone`);
  track.ring(step);
  wish(track, step, start, end, baseline, 0);
}

/** Frames are missing between two seconds: what the server stored of them is read again. */
export function mend(from: number, to: number): void {
  for (const track of inUse()) {
    if (track.id < 0) {
      continue;
    }

    wish(track, 60, Math.floor(from / 60) * 60, Math.ceil(to / 60) * 60, false, 0);
    if (track.fives) {
      wish(track, 5, Math.floor(Math.max(from, to - 3_600) / 5) * 5, Math.ceil(to / 5) * 5, false, 0);
    }

    if (track.seconds) {
      wish(track, 1, Math.max(from, to - 3_600), to, false, 0);
    }
  }
}

function wish(track: Track, step: Step, from: number, to: number, baseline: boolean, failures: number): void {
  const key = `${step} ${from} ${to} ${baseline}`;
  let one = wishes.get(key);
  if (one === undefined) {
    one = { tracks: new Set(), step, from, to, baseline, failures };
    wishes.set(key, one);
  }

  one.tracks.add(track);
  one.failures = Math.max(one.failures, failures);
  timer ??= setTimeout(send, 0);
}

function send(): void {
  timer = undefined;
  const due = [...wishes.values()];
  wishes.clear();
  for (const one of due) {
    void read(one);
  }
}

async function read({ tracks, step, from, to, baseline, failures }: Wish): Promise<void> {
  const wanted = [...tracks].filter(track => track.users > 0);
  if (wanted.length === 0) {
    return;
  }

  try {
    const ids = [...new Set(wanted.map(track => track.id))].sort((a, b) => a - b);
    const response = await fetch(`/api/history?series=${ids.join(",")}&from=${from}&to=${to}&step=${step}${baseline ? "" : "&baseline=false"}`, { headers: { accept: "application/json" } });
    if (!response.ok) {
      throw new Error(String(response.status));
    }

    const answer = await response.json() as Answer;
    const first = Math.floor(Date.parse(answer.from) / 1000 / step);
    const running = Math.floor(edge() / step);
    for (const one of answer.series) {
      for (const track of wanted) {
        if (track.id === one.id) {
          fill(track, step, first, running, one);
        }
      }
    }
  } catch {
    // Not lost, only later: asked again, ever more seldom, while something still shows it.
    setTimeout(() => {
      for (const track of wanted) {
        wish(track, step, from, to, baseline, failures + 1);
      }
    }, Math.min(10_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
    return;
  }

  changed(true);
}

function fill(track: Track, step: Step, first: number, running: number, { values, baseline, samples }: Answer["series"][number]): void {
  if (first * step > edge() + 172_800) {
    return; // asked for by a clock that was wrong
  }

  const ring = track.ring(step);
  for (let place = 0; place < values.length && first + place <= running; place += 1) {
    const slot = first + place;
    const value = values[place];
    // The running slot's mean goes on with live samples, so its weight is needed even where the answer does not tell it.
    ring.fill(slot, value, samples?.[place] ?? (slot === running ? Math.max(1, edge() - slot * step) : 0));
    // Only a later slot than the newest sample's says something new of its age: within one the exact second is not told.
    if (value !== null && value !== undefined && !(slot * step <= track.lastAt)) {
      track.lastAt = Math.min(slot * step + step - 1, edge());
      track.last = value;
    }
  }

  if (step === 60 && baseline) {
    for (let place = 0; place < baseline.length; place += 1) {
      track.baseline.fill(first + place, baseline[place]);
    }
  }
}
