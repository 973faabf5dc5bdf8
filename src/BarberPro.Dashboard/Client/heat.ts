// <live-heat>: the minutes of a target in and out. Inside is low and green, outside full height and red: the shape tells without colour.

import { instant, operatingHours } from "./clock";
import { LiveElement, sheet } from "./element";
import { need } from "./history";
import { join, leaveHub } from "./hub";
import { soon } from "./loop";
import { edge, follow, leave, unfollow, use, type Follower, type Track } from "./store";
import { text } from "./texts";

type Comparison = "<" | "<=" | ">" | ">=" | "=";
const holds: Record<Comparison, (value: number, limit: number) => boolean> = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "=": (a, b) => a === b,
};

const css = `
:host { display: block; height: 16px; } svg { display: block; width: 100%; height: 100%; overflow: visible; shape-rendering: crispEdges; }
.in { fill: var(--met); } .out { fill: var(--missed); } .none { fill: url(#hatch); } .base { stroke: var(--line-strong); } .limit { stroke: var(--limit); stroke-dasharray: 4 3; } pattern line { stroke: var(--line-strong); stroke-width: 1.5; }`;
const start = `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="5"/></pattern></defs>`;

// One path a tint, not one node a cell: the strip has the same few nodes in the evening as in the morning.
const tints = 8;
const inOpacity = (tint: number): number => 0.25 + 0.6 * tint / (tints - 1);
const outOpacity = (tint: number): number => 0.5 + 0.5 * tint / (tints - 1);
const nodes = start + `<path class="none"/>`
  + Array.from({ length: tints }, (_, tint) => `<path class="in" opacity="${inOpacity(tint).toFixed(2)}"/>`).join("")
  + Array.from({ length: tints }, (_, tint) => `<path class="out" opacity="${outOpacity(tint).toFixed(2)}"/>`).join("")
  + `<path class="base"/><path class="limit"/>`;
const box = (x: number, y: number, width: number, height: number): string => `M${x.toFixed(2)} ${y.toFixed(1)}h${width.toFixed(2)}v${height.toFixed(1)}h${(-width).toFixed(2)}z`;

interface Drawn { none: string; in: string[]; out: string[]; base: string; limit: string }

/**
 * cells='[134.2, null, …]' a minute from the operating hours' start; or key and labels of a series, read anew each minute;
 * or events='[["09:17", 132], …]'. With blank nothing was judged.
 */
export class LiveHeat extends LiveElement implements Follower {
  static readonly observedAttributes = ["cells", "key", "labels", "events", "limit", "comparison", "scale", "far", "blank", "label"];

  readonly #svg: SVGSVGElement;
  #track: Track | undefined;
  #minute = -1;
  #width = 0;
  #resize: ResizeObserver | undefined;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet(css)];
    shadow.innerHTML = `<svg role="img">${nodes}</svg>`;
    this.#svg = shadow.querySelector("svg")!;
  }

  protected connected(): void {
    follow(this);
    this.#resize = new ResizeObserver(() => { if (this.clientWidth !== this.#width) { soon(this.#draw); } });
    this.#resize.observe(this);
  }

  protected released(): void {
    unfollow(this);
    this.#resize?.disconnect();
    this.#drop();
  }

  #drop(): void {
    if (this.#track) {
      leave(this.#track);
      leaveHub();
      this.#track = undefined;
    }
  }

  protected configure(): void {
    const before = this.#track;
    const key = this.getAttribute("key");
    if (key) {
      this.#track = use(key, this.json<Record<string, string>>("labels", {}));
      join();
    } else {
      this.#track = undefined;
    }

    if (before) {
      leave(before);
      leaveHub();
    }

    soon(this.#draw);
  }

  refresh(history: boolean): void {
    if (this.#track && (history || Math.floor(edge() / 60) !== this.#minute)) {
      this.#draw();
    }
  }

  readonly #draw = (): void => {
    const width = this.#width = this.clientWidth;
    if (width === 0) {
      return;
    }

    this.#minute = Math.floor(edge() / 60);
    const limit = this.numeric("limit");
    const [from, to] = operatingHours(edge());
    const cells = this.#cells(from, to);
    const minutes = Math.max(1, cells.length || (Math.min(edge(), to) - from) / 60);
    const x = (minute: number): number => minute / minutes * width;
    const events = this.json<[string | number, number][]>("events", []);
    const drawn: Drawn = { none: "", in: Array<string>(tints).fill(""), out: Array<string>(tints).fill(""), base: "", limit: "" };
    if (this.hasAttribute("blank")) {
      drawn.none = box(0, 6, width, 10);
      drawn.base = `M0 15.5H${width}`;
    } else if (events.length > 0) {
      for (const [at, value] of events) {
        const height = Math.min(16, value / limit * 12);
        drawn[this.#inside(value, limit) ? "in" : "out"][tints - 1] += box(x((instant(at) - from) / 60), 16 - height, 5, height);
      }

      drawn.base = `M0 15.5H${width}`;
      drawn.limit = `M0 4H${width}`;
    } else {
      this.#strip(drawn, cells, limit, width > 500 ? 2 : 4, x);
    }

    const all = this.#svg.querySelectorAll(":scope > path");
    [drawn.none, ...drawn.in, ...drawn.out, drawn.base, drawn.limit].forEach((path, place) => all[place]!.setAttribute("d", path));
    const known = cells.filter((value): value is number => value !== null);
    const inside = known.filter(value => this.#inside(value, limit)).length;
    this.#svg.setAttribute("aria-label", `${this.getAttribute("label") ?? ""} ${text("InsideOutside", inside, known.length - inside, cells.length - known.length)}`.trim());
  };

  #inside(value: number, limit: number): boolean {
    return holds[(this.getAttribute("comparison") ?? "<") as Comparison](value, limit);
  }

  #cells(from: number, to: number): (number | null)[] {
    if (!this.#track) {
      return this.json<(number | null)[]>("cells", []);
    }

    need(this.#track, 60, from, to, false);
    const cells: (number | null)[] = [];
    const scale = this.numeric("scale") || 1;
    for (let slot = Math.floor(from / 60); slot < Math.floor(Math.min(edge(), to) / 60); slot += 1) {
      const value = this.#track.minutes.at(slot) * scale;
      cells.push(Number.isNaN(value) ? null : value);
    }

    return cells;
  }

  /** One cell is several minutes and shows the worst of them; inside, the nearer the limit the darker. */
  #strip(drawn: Drawn, cells: (number | null)[], limit: number, step: number, x: (minute: number) => number): void {
    const low = (this.getAttribute("comparison") ?? "<").startsWith(">"); // the lower the worse
    const known = cells.filter((value): value is number => value !== null);
    const best = low ? Math.max(...known) : Math.min(...known);
    const far = this.numeric("far") || Math.abs(limit) * 0.1 || 1;
    const tint = (part: number): number => Math.round(Math.max(0, Math.min(1, part)) * (tints - 1));
    for (let minute = 0; minute < cells.length; minute += step) {
      const part = cells.slice(minute, minute + step).filter((value): value is number => value !== null);
      const left = x(minute);
      const width = Math.max(1, x(Math.min(cells.length, minute + step)) - left);
      const worst = low ? Math.min(...part) : Math.max(...part);
      if (part.length === 0) {
        drawn.none += box(left, 6, width, 10);
      } else if (part.some(value => !this.#inside(value, limit))) {
        drawn.out[tint(Math.abs(worst - limit) / far)] += box(left, 0, width, 16);
      } else {
        drawn.in[best === limit ? 2 : tint((worst - best) / (limit - best))] += box(left, 8, width, 8);
      }
    }
  }
}
