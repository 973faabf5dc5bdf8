// How a chart looks beyond what uPlot draws itself: gaps, target, marks, dots, labels. In CSS pixels, on uPlot's own canvas.

import type uPlot from "uplot";
import { age } from "./format";
import { hhmm, zoneOffset } from "./clock";
import { type Extent, type Gap, type Guide, labelEvery, type Line, type Mark, valueAt } from "./chart-model";
import type { Ring } from "./ring";
import { text } from "./texts";
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
const font = (family: string, weight = 500, size = 10.5): string => `${weight} ${size}px ${family}`;

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

/** A line through the slots of a ring. Where slots lie closer than pixels, each column keeps its lowest and highest. A gap ends the line. */
export function trace(ring: Ring, first: number, last: number, scale: number, stepped: boolean, x: (slot: number) => number, y: (value: number) => number): Path2D {
  const path = new Path2D();
  const dense = !stepped && Math.abs(x(last) - x(first)) < last - first;
  let drawn = 0; // points since the last gap
  let column = NaN, enter = 0, leave = 0, low = 0, high = 0;
  const to = (px: number, py: number): void => { if (drawn === 0) { path.moveTo(px, py); } else { path.lineTo(px, py); } drawn += 1; };
  const flush = (): void => {
    if (!Number.isNaN(column)) {
      to(column, enter);
      if (low !== high) {
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

function words(ctx: CanvasRenderingContext2D, said: string, x: number, y: number, fill: string, align: CanvasTextAlign, halo = true): void {
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

function rule(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, stroke: string, width: number, dash: number[]): void {
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

/** Runs a painter in CSS pixels and leaves uPlot's own state of the canvas as it was. */
function painting(plot: uPlot, paint: (ctx: CanvasRenderingContext2D) => void): void {
  plot.ctx.save();
  plot.ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  paint(plot.ctx);
  plot.ctx.restore();
}

/** Before the lines: hours, firing spans, gaps, expectation, target. */
export const under = (plot: uPlot, scene: Scene): void => painting(plot, ctx => {
  const at = place(plot, scene);
  const { span } = scene;
  ctx.font = font(scene.family);
  if (scene.axis) {
    hours(ctx, at, span.from, span.to);
  }

  for (const mark of scene.marks) {
    if (mark.kind !== "change" && mark.own && mark.at < span.to && (mark.to || span.edge) > span.from) {
      const from = at.x(Math.max(mark.at, span.from));
      ctx.globalAlpha = 0.14;
      ctx.fillStyle = color("mark-incident");
      ctx.fillRect(from, at.top, Math.max(2, at.x(Math.min(mark.to || span.edge, span.to)) - from), at.bottom - at.top);
      ctx.globalAlpha = 1;
    }
  }

  for (const gap of scene.gaps) {
    const from = at.x(Math.max(gap.from, span.from));
    const width = Math.max(1.5, at.x(gap.to) - from);
    hatch(ctx, from, at.top, width, at.bottom - at.top, color("line-strong"));
  }

  if (scene.expected) {
    expected(ctx, at, scene.expected, scene);
  }

  for (const guide of scene.guides) {
    rule(ctx, at.left, at.y(guide.value), at.right, at.y(guide.value), color("muted"), 1.25, [6, 4]);
  }

  if (scene.target) {
    rule(ctx, at.left, at.y(scene.target.value), at.right, at.y(scene.target.value), color("limit"), 1.25, [6, 4]);
  }
});

function hours(ctx: CanvasRenderingContext2D, at: Place, from: number, to: number): void {
  const every = labelEvery(to - from, at.right - at.left);
  const shift = zoneOffset(from);
  for (let time = Math.ceil((from + shift) / every) * every - shift; time <= to; time += every) {
    const x = at.x(time);
    words(ctx, hhmm(time), x > at.right - 16 ? at.right : x < at.left + 8 ? at.left : x, at.height - 4, color("muted"), x > at.right - 16 ? "right" : x < at.left + 8 ? "left" : "center", false);
  }
}

function expected(ctx: CanvasRenderingContext2D, at: Place, { at: times, value, low, high }: Expected, { scale, span }: Scene): void {
  const middle = new Path2D();
  const band = new Path2D();
  const inside = times.map((_, place) => place).filter(place => times[place]! >= span.from && times[place]! <= span.to);
  inside.forEach((place, order) => {
    middle[order === 0 ? "moveTo" : "lineTo"](at.x(times[place]!), at.y(value[place]! * scale));
    band[order === 0 ? "moveTo" : "lineTo"](at.x(times[place]!), at.y(high[place]! * scale));
  });
  inside.reverse().forEach(place => band.lineTo(at.x(times[place]!), at.y(low[place]! * scale)));
  ctx.globalAlpha = 0.13;
  ctx.fillStyle = color("forecast");
  ctx.fill(band);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = color("forecast");
  ctx.lineWidth = 1.5;
  ctx.setLineDash([5, 3]);
  ctx.stroke(middle);
  ctx.setLineDash([]);
}

/** After the lines: dots, labels, marks. */
export const over = (plot: uPlot, scene: Scene): void => painting(plot, ctx => {
  const at = place(plot, scene);
  ctx.font = font(scene.family);
  dots(ctx, at, scene);
  gapWords(ctx, at, scene);
  if (scene.target) {
    limitWords(ctx, at, scene);
  }

  for (const guide of scene.guides) {
    const below = guide.value < (scene.extent.min + scene.extent.max) / 2;
    words(ctx, guide.label, at.right, at.y(guide.value) + (below ? 12 : -5), color("muted"), "right");
  }

  if (scene.staleSince > 0 && scene.lane) {
    ctx.font = font(scene.family, 600, 11);
    ctx.strokeStyle = color("stale");
    ctx.lineWidth = 1.4;
    ctx.setLineDash([2, 1.6]);
    ctx.beginPath();
    ctx.arc(at.left + 4, 6, 3.5, 0, 7);
    ctx.stroke();
    ctx.setLineDash([]);
    words(ctx, text("StaleSince", hhmm(scene.staleSince)), at.left + 12, 10, color("stale"), "left");
    ctx.font = font(scene.family);
  }

  markWords(ctx, at, scene);
  if (scene.point) {
    point(ctx, at, scene, scene.point);
  }
});

function dots(ctx: CanvasRenderingContext2D, at: Place, { lines, span, scale, staleLine }: Scene): void {
  for (let place = lines.length - 1; place >= 0; place -= 1) {
    const line = lines[place]!;
    const last = Math.floor(Math.min(span.to, span.edge) / span.step);
    for (let slot = last; line.dot && slot * span.step >= span.from; slot -= 1) {
      const value = valueAt(line, slot, span);
      if (!Number.isNaN(value)) {
        ctx.fillStyle = color(place === staleLine ? "stale" : line.color);
        ctx.beginPath();
        ctx.arc(at.x(slot * span.step), at.y(value * scale), 2.25, 0, 7);
        ctx.fill();
        break;
      }
    }
  }
}

function gapWords(ctx: CanvasRenderingContext2D, at: Place, { gaps, span, staleSince }: Scene): void {
  ctx.font = ctx.font.replace("500", "550");
  for (const gap of gaps) {
    const from = at.x(Math.max(gap.from, span.from));
    const to = at.x(gap.to);
    const said = text("NoData", age(gap.to - gap.from - (span.step === 60 ? 60 : 0)));
    // A short one is only hatched; one at the end of a stale line has its reason in the lane.
    if (gap.to - gap.from > (span.to - span.from) / 60 && !(staleSince > 0 && gap.to >= span.edge - 60)) {
      const wide = ctx.measureText(said).width;
      const left = from - 5 - wide > at.left;
      words(ctx, said, to - from > wide + 8 ? (from + to) / 2 : left ? from - 5 : to + 5, at.top + 11, color("muted"), to - from > wide + 8 ? "center" : left ? "right" : "left");
    }
  }
}

function limitWords(ctx: CanvasRenderingContext2D, at: Place, scene: Scene): void {
  const { value, label } = scene.target!;
  const y = at.y(value) - 5 < at.top + 6 ? at.y(value) + 12 : at.y(value) - 5;
  const wide = ctx.measureText(label).width;
  // On the side where no line of today runs through it.
  const busy = (from: number, to: number): boolean => scene.lines.some(line => [0, 0.25, 0.5, 0.75, 1].some(part => {
    const when = scene.span.from + (from + (to - from) * part - at.left) / (at.right - at.left) * (scene.span.to - scene.span.from);
    const there = at.y(valueAt(line, Math.floor(when / scene.span.step), scene.span) * scene.scale);
    return Math.abs(there - (y - 4)) < 8;
  }));
  const left = !busy(at.left + 4, at.left + 4 + wide) && busy(at.right - wide, at.right) || scene.marks.some(mark => mark.own && at.x(mark.at) > at.right - wide && at.x(mark.at) < at.right);
  ctx.globalAlpha = 0.82;
  ctx.fillStyle = color("surface");
  ctx.fillRect(left ? at.left + 2 : at.right - wide - 2, y - 9, wide + 4, 11);
  ctx.globalAlpha = 1;
  words(ctx, label, left ? at.left + 4 : at.right, y, color("limit"), left ? "left" : "right");
}

function point(ctx: CanvasRenderingContext2D, at: Place, { lines, span, scale }: Scene, { at: when, label }: Point): void {
  const main = lines[0];
  const value = main ? valueAt(main, Math.floor(when / span.step), span) : NaN;
  if (Number.isNaN(value) || when < span.from || when > span.to) {
    return;
  }

  const [x, y] = [at.x(when), at.y(value * scale)];
  ctx.beginPath();
  ctx.arc(x, y, 4, 0, 7);
  ctx.fillStyle = color("surface");
  ctx.fill();
  ctx.strokeStyle = color("missed");
  ctx.lineWidth = 2;
  ctx.stroke();
  if (label) {
    ctx.font = ctx.font.replace(/^\d+ [\d.]+px/, "650 12px");
    const right = x + 12 + ctx.measureText(label).width < at.right;
    words(ctx, label, right ? x + 12 : x - 12, y + 4, color("text"), right ? "left" : "right");
  }
}

function markWords(ctx: CanvasRenderingContext2D, at: Place, { marks, span, lane, axis }: Scene): void {
  const shown = marks.filter(mark => mark.at >= span.from && mark.at <= span.to);
  const own = shown.filter(mark => mark.own);
  for (const mark of shown) {
    if (!mark.own && axis) {
      const x = at.x(mark.at);
      ctx.fillStyle = color(mark.kind === "change" ? "mark-change" : "mark-incident");
      ctx.fill(new Path2D(mark.kind === "change" ? `M${x - 3} ${at.bottom + 1.5}h6l-3 5z` : `M${x} ${at.bottom + 1}l3 3l-3 3l-3 -3z`));
    }
  }

  let free = at.left - 20; // right end of what already stands in the lane
  own.forEach((mark, place) => {
    const x = at.x(mark.at);
    const change = mark.kind === "change";
    const paint = color(change ? "mark-change" : "mark-incident");
    if (change) {
      rule(ctx, x, lane ? 8 : at.top, x, at.bottom, paint, 1, [1.5, 2.5]);
    }

    if (!lane) {
      return;
    }

    ctx.fillStyle = paint;
    ctx.fill(new Path2D(change ? `M${x - 4} 2.5h8l-4 7z` : `M${x} 1.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z`));
    const wide = ctx.measureText(mark.label).width;
    const next = own[place + 1] ? at.x(own[place + 1]!.at) - 8 : Infinity;
    if (x + 8 + wide < Math.min(next, at.right)) {
      words(ctx, mark.label, x + 8, 10, paint, "left");
      free = x + 8 + wide;
    } else if (x - 8 - wide > Math.max(free, 0)) {
      words(ctx, mark.label, x - 8, 10, paint, "right");
      free = x + 6;
    } else {
      free = Math.max(free, x + 6);
    }
  });
}
