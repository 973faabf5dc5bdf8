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

/** A range with round ends around all that is drawn, and two to four ticks. It begins at zero where the values are not far from it. */
export function extent(low: number, high: number, fixedMin: number, fixedMax: number, height: number): Extent {
  let min = low;
  let max = high;
  if (!(min <= max)) {
    min = 0;
    max = 1;
  }

  if (min === max) {
    const around = Math.abs(min) * 0.1 || 1;
    min -= min === 0 ? 0 : around;
    max += around;
  }

  if (min > 0 && min < max * 0.4) {
    min = 0;
  }

  const size = max - min;
  const wanted = height < 70 ? 2.2 : height < 180 ? 3.2 : 5;
  const step = roundStep(size / wanted);
  const half = step / 2;
  min = Number.isNaN(fixedMin) ? (min === 0 ? 0 : Math.floor((min - size * 0.04) / half) * half) : fixedMin;
  max = Number.isNaN(fixedMax) ? Math.ceil((max + size * 0.04) / half) * half : fixedMax;
  if (low >= 0 && min < 0 && Number.isNaN(fixedMin)) {
    min = 0;
  }

  const ticks: number[] = [];
  for (let at = Math.ceil(min / step - 1e-9); at * step <= max + step * 1e-9; at += 1) {
    ticks.push(Number((at * step).toPrecision(12)));
  }

  return { min, max, ticks };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return (part < 1.5 ? 1 : part < 2.25 ? 2 : part < 3.5 ? 2.5 : part < 7.5 ? 5 : 10) * power;
}

/** Decimals that tell ticks apart. */
export function tickDecimals(ticks: number[]): number {
  let decimals = 0;
  while (decimals < 4 && ticks.some(tick => Math.abs(tick * 10 ** decimals - Math.round(tick * 10 ** decimals)) > 1e-6)) {
    decimals += 1;
  }

  return decimals;
}

export interface Gap { from: number; to: number }

/** Spans without data between the first sample and the edge; in seconds only those that are longer than a late answer. */
export function gaps(track: Track, { from, to, step, edge }: Span, into: Gap[]): void {
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
  if (before >= 0 && end - before > Math.max(least, 1)) {
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
