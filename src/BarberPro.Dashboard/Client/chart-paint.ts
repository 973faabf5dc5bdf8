// How a chart looks beyond what uPlot draws itself: gaps, target, marks, dots, labels. In CSS pixels, on uPlot's own canvas.

import type uPlot from "uplot";
import { hhmm, zoneOffset } from "./clock";
import { labelEvery, valueAt } from "./chart-model";
import { font, hatch, place, rule, words, type Expected, type Place, type Scene } from "./chart-scene";
import { gapWords, limitWords, markWords, pointWords } from "./chart-words";
import { text } from "./texts";
import { color } from "./theme";

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

  if (scene.beyond !== "" && scene.target) {
    beyond(ctx, at, scene, scene.target.value);
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

/** The surface between today's line and the target, where it is on the wrong side of it. */
function beyond(ctx: CanvasRenderingContext2D, at: Place, { lines, span, scale, beyond: side }: Scene, limit: number): void {
  const edge = at.y(limit);
  const surface = new Path2D();
  const end = Math.floor(Math.min(span.to, span.edge) / span.step);
  let open = false, x = 0;
  for (let slot = Math.ceil(span.from / span.step); slot <= end + 1; slot += 1) {
    const value = slot > end ? NaN : valueAt(lines[0]!, slot, span) * scale;
    if (Number.isNaN(value)) {
      if (open) {
        surface.lineTo(x, edge);
      }

      open = false;
      continue;
    }

    x = at.x(slot * span.step);
    if (!open) {
      surface.moveTo(x, edge);
      open = true;
    }

    surface.lineTo(x, side === "above" ? Math.min(at.y(value), edge) : Math.max(at.y(value), edge));
  }

  ctx.globalAlpha = 0.3;
  ctx.fillStyle = color("missed");
  ctx.fill(surface);
  ctx.globalAlpha = 1;
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
    pointWords(ctx, at, scene, scene.point);
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
