// <live-spark>: the small picture in a target's tile: its minutes so far against the limit, redrawn once a minute.

import { instant, operatingHours } from "./clock";
import { LiveElement, sheet } from "./element";
import { need } from "./history";
import { join, leaveHub } from "./hub";
import { soon } from "./loop";
import { edge, follow, leave, unfollow, use, type Follower, type Track } from "./store";

interface SeriesOf { key: string; labels?: Record<string, string> }

const css = `
:host { display: block; height: 28px; min-width: 0; } svg { display: block; width: 100%; height: 100%; overflow: visible; }
.line { fill: none; stroke: var(--today); stroke-width: 1.25; stroke-linejoin: round; } .bars, .end { fill: var(--today); } .dots { fill: none; stroke: var(--unknown); }
.limit { stroke: var(--limit); stroke-dasharray: 4 3; } .base { stroke: var(--line-strong); } .point { fill: var(--surface); stroke: var(--missed); stroke-width: 1.5; }
text { font: 550 11px var(--font); fill: var(--limit); text-anchor: end; } [hidden] { display: none; }`;

/**
 * Either the minutes of a series (key, labels; over: { key, labels } for a ratio of sums), or values that the server wrote:
 * values='[134.2, null, …]' a minute from the operating hours' start, or events='[["09:17", 132], …]' for bars and dots.
 */
export class LiveSpark extends LiveElement implements Follower {
  static readonly observedAttributes = ["key", "labels", "over", "values", "events", "limit", "limit-label", "mode", "scale", "point", "min", "max"];

  readonly #svg: SVGSVGElement;
  #tracks: Track[] = [];
  #minute = -1;
  #resize: ResizeObserver | undefined;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet(css)];
    shadow.innerHTML = `<svg aria-hidden="true"><line class="base" hidden/><line class="limit" hidden/><path class="line"/><path class="bars"/><path class="dots"/><circle class="end" r="2" hidden/><circle class="point" r="3" hidden/><text hidden></text></svg>`;
    this.#svg = shadow.querySelector("svg")!;
  }

  protected connected(): void {
    join();
    follow(this);
    this.#resize = new ResizeObserver(() => soon(this.#draw));
    this.#resize.observe(this);
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    this.#resize?.disconnect();
    this.#tracks.forEach(leave);
    this.#tracks = [];
  }

  protected configure(): void {
    const before = this.#tracks;
    const key = this.getAttribute("key");
    const over = this.json<SeriesOf | undefined>("over", undefined);
    this.#tracks = key ? [use(key, this.json<Record<string, string>>("labels", {})), ...(over ? [use(over.key, over.labels ?? {})] : [])] : [];
    before.forEach(leave);
    soon(this.#draw);
  }

  refresh(history: boolean): void {
    if (history || Math.floor(edge() / 60) !== this.#minute) {
      this.#draw();
    }
  }

  readonly #draw = (): void => {
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (width === 0 || height === 0) {
      return;
    }

    this.#minute = Math.floor(edge() / 60);
    const [from, to] = operatingHours(edge());
    const until = Math.min(Math.max(edge(), from + 60), to);
    const points = this.#points(from, until, to);
    const limit = this.numeric("limit") * (this.numeric("scale") || 1);
    const label = this.getAttribute("limit-label") ?? "";
    const inner = width < 100 || label === "" ? width : width - Math.max(54, label.length * 6 + 10);
    const known = points.map(([, value]) => value).filter(value => !Number.isNaN(value));
    const all = Number.isNaN(limit) ? known : [...known, limit];
    const bars = this.getAttribute("mode") === "bars";
    let low = Number.isNaN(this.numeric("min")) ? Math.min(...all, ...(bars ? [0] : [])) : this.numeric("min");
    let high = Number.isNaN(this.numeric("max")) ? Math.max(...all) : this.numeric("max");
    if (!(high > low)) {
      [low, high] = [low - Math.max(Math.abs(low) * 0.1, 0.4), high + Math.max(Math.abs(high) * 0.1, 2.4)];
    } else if (!bars) {
      [low, high] = [low - (high - low) * 0.08, high + (high - low) * 0.08];
    } else {
      high *= 1.2;
    }

    const x = (at: number): number => 1 + (at - from) / (until - from) * (inner - 5);
    const y = (value: number): number => 2 + (1 - (value - low) / (high - low)) * (height - 4);
    this.#paint(points, x, y, { inner, width, height, limit, label, mode: this.getAttribute("mode") ?? "line" });
  };

  /** Second and value of each point. */
  #points(from: number, until: number, to: number): [number, number][] {
    const scale = this.numeric("scale") || 1;
    const events = this.json<[string | number, number][]>("events", []);
    if (events.length > 0) {
      return events.map(([at, value]) => [instant(at), value * scale]);
    }

    const written = this.json<(number | null)[]>("values", []);
    const [main, over] = this.#tracks;
    if (!main) {
      return written.map((value, minute) => [from + minute * 60, value === null ? NaN : value * scale]);
    }

    this.#tracks.forEach(track => need(track, 60, from, to, false));
    const points: [number, number][] = [];
    for (let slot = Math.floor(from / 60); slot * 60 < until; slot += 1) {
      const value = over ? main.minutes.at(slot) / over.minutes.at(slot) : main.minutes.at(slot);
      points.push([slot * 60, Number.isFinite(value) ? value * scale : NaN]);
    }

    return points;
  }

  #paint(points: [number, number][], x: (at: number) => number, y: (value: number) => number, size: { inner: number; width: number; height: number; limit: number; label: string; mode: string }): void {
    const { inner, width, height, limit, label, mode } = size;
    const [base, limitLine, line, bars, dots, end, point, words] = [...this.#svg.children] as SVGElement[];
    let drawn = "", pen = false, last: [number, number] | undefined;
    for (const one of points) {
      if (Number.isNaN(one[1])) {
        pen = false;
        continue;
      }

      const [px, py] = [x(one[0]).toFixed(1), y(one[1]).toFixed(1)];
      drawn += mode === "bars" ? `M${px} ${py}h4V${height - 2}h-4z` : mode === "dots" ? `M${Number(px) - 1.5} ${py}a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0` : `${pen ? "L" : "M"}${px} ${py}`;
      pen = true;
      last = one;
    }

    set(line!, { d: mode === "bars" || mode === "dots" ? "" : drawn });
    set(bars!, { d: mode === "bars" ? drawn : "" });
    set(dots!, { d: mode === "dots" ? drawn : "" });
    show(end!, mode !== "bars" && mode !== "dots" && last !== undefined, last && { cx: x(last[0]), cy: y(last[1]) });
    show(base!, mode === "bars", { x1: 0, x2: inner, y1: height - 1.5, y2: height - 1.5 });
    show(limitLine!, !Number.isNaN(limit), { x1: 0, x2: inner, y1: y(limit), y2: y(limit) });
    const at = instant(this.getAttribute("point"));
    const marked = points.find(([when, value]) => when === Math.floor(at / 60) * 60 && !Number.isNaN(value));
    show(point!, marked !== undefined, marked && { cx: x(marked[0]), cy: y(marked[1]) });
    const wordsAt = Number.isNaN(limit) ? height / 2 : y(limit); // where there is nothing to scale by, y is no number
    show(words!, inner < width, { x: width, y: Math.min(height - 2, (Number.isFinite(wordsAt) ? wordsAt : height / 2) + 4) });
    if (words!.textContent !== label) {
      words!.textContent = label;
    }
  }
}

function show(node: SVGElement, on: boolean, attributes?: Record<string, number>): void {
  node.toggleAttribute("hidden", !on);
  if (on && attributes) {
    set(node, attributes);
  }
}

function set(node: SVGElement, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const wanted = typeof value === "number" ? value.toFixed(1) : value;
    if (node.getAttribute(name) !== wanted) {
      node.setAttribute(name, wanted);
    }
  }
}
