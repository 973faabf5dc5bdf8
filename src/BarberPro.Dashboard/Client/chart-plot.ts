// The uPlot of a chart: its axes, its series, and the style of what stands around it.

import uPlot from "uplot";
import { tickWords } from "./chart-fit";
import { over, under } from "./chart-paint";
import { margin, trace, type Scene } from "./chart-scene";
import { color } from "./theme";

export const chartCss = `
:host { display: block; position: relative; height: var(--plot, 124px); margin-top: 2px; font: 500 10.5px var(--font); }
:host([hidden]), [hidden] { display: none !important; }
:host(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 4px; }
.plot { position: absolute; inset: 0; cursor: crosshair; }
.uplot, .u-wrap { position: relative; } .uplot canvas { display: block; width: 100%; height: 100%; } .u-over, .u-under, .u-axis { position: absolute; pointer-events: none; }
.layer { position: absolute; inset: 0; pointer-events: none; }
.hair { position: absolute; left: -.5px; top: 0; width: 1px; background: var(--muted); opacity: .35; } .hair.here { opacity: .9; }
.dot { position: absolute; left: -3.5px; top: -3.5px; width: 7px; height: 7px; box-sizing: border-box; border-radius: 50%; background: var(--today); border: 1.5px solid var(--surface); }
.tip { position: absolute; z-index: 3; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); box-shadow: 0 4px 16px rgb(0 0 0 / .18); padding: 8px 10px;
  font: 400 11.5px/16px var(--font); display: grid; grid-template-columns: auto auto; gap: 2px 16px; white-space: nowrap; color: var(--muted); }
.tip b { color: var(--text); font-weight: 600; text-align: right; } .tip strong { color: var(--text); font-weight: 650; } .tip .n { text-align: right; }
.tip .why { grid-column: 1 / -1; color: var(--mark-change); } .tip .why.a { color: var(--mark-incident); }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }`;

const slotX = (plot: uPlot, { span }: Scene, step: number) => (slot: number): number =>
  plot.bbox.left + (slot * step - span.from) / (span.to - span.from) * plot.bbox.width;
const valueY = (plot: uPlot, { extent }: Scene) => (value: number): number =>
  plot.bbox.top + (1 - (value - extent.min) / (extent.max - extent.min)) * plot.bbox.height;
const paths = (stroke: Path2D): uPlot.Series.Paths => ({ stroke, fill: null, clip: null, band: null, flags: 0 });

/** uPlot is given no points: its path builders read the rings, whose gaps are NaN, and nothing is copied at a refresh. */
export function makePlot(host: HTMLElement, scene: Scene, size: { width: number; height: number }): uPlot {
  const { lines } = scene;
  const main = lines[0]!;
  const ghost: uPlot.Series = {
    points: { show: false }, stroke: () => color("ghost"), width: 1.25, dash: [2.5, 2.5], scale: "y",
    paths: plot => paths(scene.compare
      ? trace({ ring: main.track.baseline, first: Math.floor(scene.span.from / 60) - 1, last: Math.ceil(scene.span.to / 60), scale: scene.scale, stepped: main.step, calm: true }, slotX(plot, scene, 60), valueY(plot, scene))
      : new Path2D()),
  };
  const series = lines.map((line, place): uPlot.Series => ({
    points: { show: false }, stroke: () => color(place === scene.staleLine ? "stale" : line.color), width: line.width, dash: line.dash, scale: "y",
    paths: plot => {
      const { step, from, to, edge } = scene.span;
      return paths(trace({ ring: line.track.ring(step), first: Math.floor(from / step) - 1, last: Math.floor(Math.min(to, edge) / step), scale: scene.scale, stepped: line.step },
        slotX(plot, scene, step), valueY(plot, scene)));
    },
  })).reverse(); // the first line is drawn last, over the others
  return new uPlot({
    ...size,
    legend: { show: false }, cursor: { show: false },
    padding: [scene.lane ? margin.lane : margin.top, margin.right, scene.axis ? margin.axis : margin.none, 0],
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    axes: [{ show: false }, {
      scale: "y", gap: 6, ticks: { show: false }, font: `500 10.5px ${scene.family}`, stroke: () => color("muted"), grid: { stroke: () => color("line"), width: 1 },
      size: (_plot, values) => Math.max(28, ...(values ?? []).map(value => 9 + value.length * 6)),
      splits: () => scene.extent.ticks, values: (_plot, ticks) => tickWords(ticks),
    }],
    series: [{}, ghost, ...series],
    hooks: { drawAxes: [plot => under(plot, scene)], draw: [plot => over(plot, scene)] },
  }, [[0, 1], [0, 0], ...series.map(() => [0, 0])] as uPlot.AlignedData, (plot, ready) => {
    host.prepend(plot.root);
    ready();
  });
}
