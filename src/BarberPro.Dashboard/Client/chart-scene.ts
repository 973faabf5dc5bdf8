// What a chart shows and where it stands, and the strokes that its painters share.

import type uPlot from "uplot";
import type { Extent, Gap, Guide, Line, Mark } from "./chart-model";
import type { Ring } from "./ring";
import { color } from "./theme";
import type { Span } from "./view";

export interface Target { value: number; label: string }
export interface Expected { at: number[]; value: number[]; low: number[]; high: number[] }
export interface Point { at: number; label: string }

/** All that a chart shows, kept between drawings. */
export interface Scene {
  lines: Line[];
  span: Span;
  extent: Extent;
  gaps: Gap[];
  marks: Mark[];
  guides: Guide[];
  target: Target | undefined;
  expected: Expected | undefined;
  point: Point | undefined;
  beyond: "above" | "below" | "";
  scale: number;
  axis: boolean;
  lane: boolean;
  compare: boolean;
  staleSince: number;
  staleLine: number;
  family: string;
}

export const margin = { right: 2, lane: 16, top: 6, axis: 22, none: 4 };
export const font = (family: string, weight = 500, size = 10.5): string => `${weight} ${size}px ${family}`;

/** Where things are, in CSS pixels. */
export interface Place { left: number; right: number; top: number; bottom: number; width: number; height: number; x(at: number): number; y(value: number): number }

export function place(plot: uPlot, scene: Scene): Place {
  const ratio = devicePixelRatio;
  const { left, top, width, height } = plot.bbox;
  const [l, t, w, h] = [left / ratio, top / ratio, width / ratio, height / ratio];
  const { from, to } = scene.span;
  const { min, max } = scene.extent;
  return {
    left: l, right: l + w, top: t, bottom: t + h, width: plot.width, height: plot.height,
    x: at => l + (at - from) / (to - from) * w,
    y: value => t + (1 - (value - min) / (max - min)) * h,
  };
}

export interface Trace { ring: Ring; first: number; last: number; scale: number; stepped: boolean; /** One point a column instead of its lowest and highest: for a dashed line. */ calm?: boolean }

/** A line through the slots of a ring. Where slots lie closer than pixels, each column keeps its lowest and highest. A gap ends the line. */
export function trace({ ring, first, last, scale, stepped, calm = false }: Trace, x: (slot: number) => number, y: (value: number) => number): Path2D {
  const path = new Path2D();
  const dense = !stepped && Math.abs(x(last) - x(first)) < last - first;
  let drawn = 0; // points since the last gap
  let column = NaN, enter = 0, leave = 0, low = 0, high = 0;
  const to = (px: number, py: number): void => { if (drawn === 0) { path.moveTo(px, py); } else { path.lineTo(px, py); } drawn += 1; };
  const flush = (): void => {
    if (!Number.isNaN(column)) {
      to(column, calm ? (low + high) / 2 : enter);
      if (low !== high && !calm) {
        path.lineTo(column, low);
        path.lineTo(column, high);
        path.lineTo(column, leave);
      }

      column = NaN;
    }
  };
  let px = 0, py = 0;
  for (let slot = first; slot <= last; slot += 1) {
    const value = ring.at(slot);
    if (Number.isNaN(value)) {
      flush();
      if (drawn === 1) {
        path.lineTo(px + 1, py); // a sample alone is seen
      }

      drawn = 0;
      continue;
    }

    px = x(slot);
    const before = py;
    py = y(value * scale);
    if (!dense) {
      if (stepped && drawn > 0) {
        path.lineTo(px, before);
      }

      to(px, py);
    } else if (Math.round(px) !== column) {
      flush();
      column = Math.round(px);
      enter = leave = low = high = py;
    } else {
      leave = py;
      low = Math.min(low, py);
      high = Math.max(high, py);
    }
  }

  flush();
  return path;
}

export function words(ctx: CanvasRenderingContext2D, said: string, x: number, y: number, fill: string, align: CanvasTextAlign, halo = true): void {
  ctx.textAlign = align;
  ctx.textBaseline = "alphabetic";
  if (halo) {
    ctx.strokeStyle = color("surface");
    ctx.lineWidth = 3;
    ctx.lineJoin = "round";
    ctx.strokeText(said, x, y);
  }

  ctx.fillStyle = fill;
  ctx.fillText(said, x, y);
}

export function rule(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, stroke: string, width: number, dash: number[]): void {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  ctx.setLineDash([]);
}

export function hatch(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, stroke: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.beginPath();
  const apart = 5 * Math.SQRT2;
  for (let at = Math.floor((x - height) / apart) * apart; at < x + width; at += apart) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }

  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.restore();
}
