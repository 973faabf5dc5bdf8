// One crosshair over all charts of the page; only the chart under the pointer, or with the keyboard, shows the box.

import { soon } from "./loop";

export interface Crossed {
  /** Draws the crosshair at a second, or takes it away (not a number). */
  cross(at: number, mine: boolean): void;
}

const charts = new Set<Crossed>();
let at = NaN;
let owner: Crossed | undefined;

function apply(): void {
  for (const chart of charts) {
    chart.cross(at, chart === owner);
  }
}

export const crossing = (): number => at;
export const owns = (chart: Crossed): boolean => owner === chart;

export function moveCross(to: number, by: Crossed): void {
  if (to !== at || owner !== by) {
    at = to;
    owner = by;
    soon(apply);
  }
}

export function leaveCross(by: Crossed): void {
  if (owner === by) {
    at = NaN;
    owner = undefined;
    soon(apply);
  }
}

export const enterCross = (chart: Crossed): void => void charts.add(chart);

export function exitCross(chart: Crossed): void {
  leaveCross(chart);
  charts.delete(chart);
}

/** After a chart has drawn anew: the crosshair stands where its second now is. */
export const recross = (chart: Crossed): void => { if (!Number.isNaN(at)) { chart.cross(at, chart === owner); } };
