// The range of a chart's values, its ticks, and whether it is stale: what follows from the data alone.

import { valueAt, type Extent } from "./chart-model";
import { number } from "./format";
import type { Scene } from "./chart-scene";

/** "stale" when a line has stopped while the page's data go on, "empty" before there is anything. */
export function judge(scene: Scene, interval: number): "fresh" | "stale" | "empty" {
  const patience = Math.max(3 * interval, 3);
  scene.staleLine = scene.lines.findIndex(({ track }) => scene.span.edge - track.lastAt >= patience);
  scene.staleSince = scene.staleLine < 0 ? 0 : scene.lines[scene.staleLine]!.track.lastAt;
  return scene.staleLine >= 0 ? "stale" : scene.lines.every(({ track }) => Number.isNaN(track.lastAt)) ? "empty" : "fresh";
}

/** A range around all that the chart shows, within what the page fixed. */
export function fit(scene: Scene, min: number, max: number, height: number): void {
  let low = Infinity;
  let high = -Infinity;
  const see = (value: number): void => {
    if (value < low) { low = value; }
    if (value > high) { high = value; }
  };
  const { from, to, step, edge } = scene.span;
  for (const line of scene.lines) {
    for (let slot = Math.ceil(from / step); slot * step <= Math.min(to, edge); slot += 1) {
      see(valueAt(line, slot, scene.span) * scene.scale);
    }
  }

  for (let slot = Math.floor(from / 60); scene.compare && slot * 60 <= to; slot += 1) {
    see(scene.lines[0]!.track.baseline.at(slot) * scene.scale);
  }

  scene.guides.forEach(guide => see(guide.value));
  scene.expected?.high.forEach(value => see(value * scene.scale));
  if (scene.target) {
    see(scene.target.value);
  }

  scene.extent = extent(low, high, min, max, height);
}

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

  min = Number.isNaN(fixedMin) ? min : fixedMin;
  max = Number.isNaN(fixedMax) ? max : fixedMax;
  const size = max - min;
  const step = roundStep(size / (height < 70 ? 2.5 : height < 150 ? 3.2 : 5));
  const half = step / 4;
  if (Number.isNaN(fixedMin) && min !== 0) {
    min = Math.floor((min - size * 0.04) / half) * half;
    min = low >= 0 ? Math.max(min, 0) : min;
  }

  max = Number.isNaN(fixedMax) ? Math.ceil((max + size * 0.04) / half) * half : fixedMax;

  const ticks: number[] = [];
  for (let at = Math.ceil(min / step - 1e-9); at * step <= max + step * 1e-9; at += 1) {
    ticks.push(Number((at * step).toPrecision(12)));
  }

  return { min, max, ticks };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return (part <= 1.05 ? 1 : part <= 2.2 ? 2 : part <= 2.6 ? 2.5 : part <= 5.5 ? 5 : 10) * power;
}

/** Ticks as they are written: thousands as k, millions as M where they are large. */
export function tickWords(ticks: number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const [power, letter] = largest >= 1e7 ? [1e6, " M"] : largest >= 1e4 ? [1e3, " k"] : [1, ""];
  const scaled = ticks.map(tick => tick / power);
  const decimals = tickDecimals(scaled);
  return scaled.map(tick => number(tick, decimals) + (tick === 0 ? "" : letter));
}

/** Decimals that tell ticks apart. */
function tickDecimals(ticks: number[]): number {
  let decimals = 0;
  while (decimals < 4 && ticks.some(tick => Math.abs(tick * 10 ** decimals - Math.round(tick * 10 ** decimals)) > 1e-6)) {
    decimals += 1;
  }

  return decimals;
}
