// What a chart is told by its attributes, and what follows from data alone: its range, its ticks, its gaps. No drawing here.

import { instant } from "./clock";
import { leave, use, type Step, type Track } from "./store";
import type { Span } from "./view";

export interface LineAttribute { key: string; labels?: Record<string, string>; title?: string; color?: string; width?: number; step?: boolean; dash?: number[]; dot?: boolean }
export interface MarkAttribute { at: number | string; to?: number | string; kind: "change" | "incident" | "alert"; label: string; own?: boolean }

export interface Line { track: Track; title: string; color: string; width: number; step: boolean; dash: number[]; dot: boolean }
export interface Guide { value: number; label: string }
export interface Mark { at: number; to: number; kind: string; label: string; own: boolean }

export function lines(written: LineAttribute[]): Line[] {
  return written.map((one, place) => ({
    track: use(one.key, one.labels ?? {}),
    title: one.title ?? "",
    color: one.color ?? (place === 0 ? "today" : `other-${Math.min(place, 3)}`),
    width: one.width ?? (place === 0 ? 1.75 : 1.25),
    step: one.step ?? false,
    dash: one.dash ?? [],
    dot: one.dot ?? true,
  }));
}

export const letGo = (all: Line[]): void => all.forEach(line => leave(line.track));

export const marks = (written: MarkAttribute[]): Mark[] => written
  .map(one => ({ at: instant(one.at), to: one.to === undefined ? NaN : instant(one.to), kind: one.kind, label: one.label, own: one.own ?? false }))
  .filter(one => !Number.isNaN(one.at))
  .sort((a, b) => a.at - b.at);

/** The value of a line at a slot, no further than what the view may show. */
export const valueAt = (line: Line, slot: number, { step, edge }: Span): number => (slot * step > edge ? NaN : line.track.ring(step).at(slot));

export interface Extent { min: number; max: number; ticks: number[] }

export interface Gap { from: number; to: number }

/** Spans without data between the first sample and the edge; in seconds only those that are longer than a late answer. */
export function gaps(track: Track, { from, to, step, edge }: Span, staleSince: number, into: Gap[]): void {
  into.length = 0;
  const ring = track.ring(step);
  const least = step === 60 ? 1 : step === 5 ? 2 : 5;
  const end = Math.floor(Math.min(to, edge) / step);
  let before = startsInside(track, step, from) ? Math.ceil(from / step) - 1 : -1;
  for (let slot = Math.ceil(from / step); slot <= end; slot += 1) {
    if (Number.isNaN(ring.at(slot))) {
      continue;
    }

    if (before >= 0 && slot - before - 1 >= least) {
      into.push({ from: before * step, to: slot * step });
    }

    before = slot;
  }

  // The running slot may still get its sample: a gap at the end is one when the slot before has none either.
  if (staleSince > 0 && staleSince < to) {
    into.push({ from: Math.max(staleSince, from), to: Math.min(to, edge) });
  } else if (before >= 0 && end - before > Math.max(least, 1)) {
    into.push({ from: before * step, to: Math.min(to, edge) });
  }
}

/** Whether the span begins in the middle of a gap: there is nothing at its start, but something earlier. */
function startsInside(track: Track, step: Step, from: number): boolean {
  const ring = track.ring(step);
  const start = Math.ceil(from / step);
  for (let back = 0; step !== 60 && back <= 900; back += 1) {
    if (!Number.isNaN(ring.at(start - back))) {
      return back > 0;
    }
  }

  return false;
}

/** Round times for the x axis: seconds between labels. */
export const labelEvery = (seconds: number, width: number): number => {
  const least = seconds * 52 / Math.max(width, 52);
  return [60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600].find(every => every >= least) ?? 43_200;
};
