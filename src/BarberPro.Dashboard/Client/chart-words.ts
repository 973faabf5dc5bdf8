// The words in a chart: how long a gap is, the target's name, the changes and alerts in the lane above.

import { age } from "./format";
import { valueAt } from "./chart-model";
import { font, rule, words, type Place, type Point, type Scene } from "./chart-scene";
import { text } from "./texts";
import { color } from "./theme";

export function gapWords(ctx: CanvasRenderingContext2D, at: Place, { gaps, span, staleSince, family, target }: Scene): void {
  ctx.font = font(family, 550);
  for (const gap of gaps) {
    const from = at.x(Math.max(gap.from, span.from));
    const to = at.x(gap.to);
    const said = text("NoData", age(gap.to - gap.from - (span.step === 60 ? 60 : 0)));
    // A short one is only hatched; one at the end of a stale line has its reason in the lane.
    if (gap.to - gap.from > (span.to - span.from) / 60 && !(staleSince > 0 && gap.to >= span.edge - 60)) {
      const wide = ctx.measureText(said).width;
      const left = from - 5 - wide > at.left;
      const y = target && Math.abs(at.y(target.value) - at.top - 7) < 9 ? at.top + 26 : at.top + 11; // not on the target's line
      words(ctx, said, to - from > wide + 8 ? (from + to) / 2 : left ? from - 5 : to + 5, y, color("muted"), to - from > wide + 8 ? "center" : left ? "right" : "left");
    }
  }

  ctx.font = font(family);
}

export function limitWords(ctx: CanvasRenderingContext2D, at: Place, scene: Scene): void {
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

export function pointWords(ctx: CanvasRenderingContext2D, at: Place, { lines, span, scale }: Scene, { at: when, label }: Point): void {
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

export function markWords(ctx: CanvasRenderingContext2D, at: Place, { marks, span, lane, axis }: Scene): void {
  const shown = marks.filter(mark => mark.at >= span.from && mark.at <= span.to);
  const own = shown.filter(mark => mark.own);
  for (const mark of shown) {
    if (!mark.own && axis && mark.kind === "change") {
      ctx.fillStyle = color("mark-change");
      ctx.fill(new Path2D(`M${at.x(mark.at) - 3} ${at.bottom + 1.5}h6l-3 5z`));
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
