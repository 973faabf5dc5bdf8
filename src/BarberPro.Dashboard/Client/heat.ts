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
.in { fill: var(--met); } .out { fill: var(--missed); } .none { fill: url(#hatch); } line { stroke: var(--line-strong); } .limit { stroke: var(--limit); stroke-dasharray: 4 3; } pattern line { stroke-width: 1.5; }`;
const start = `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="5"/></pattern></defs>`;

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
    shadow.innerHTML = `<svg role="img"></svg>`;
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
    const baseline = `<line x2="${width}" y1="15.5" y2="15.5"/>`;
    this.#svg.innerHTML = start + (this.hasAttribute("blank") ? `<rect class="none" y="6" width="${width}" height="10"/>${baseline}`
      : events.length > 0 ? baseline + events.map(([at, value]) => bar(x((instant(at) - from) / 60), value / limit * 12, this.#inside(value, limit))).join("") + `<line class="limit" x2="${width}" y1="4" y2="4"/>`
      : this.#strip(cells, limit, width > 500 ? 2 : 4, x));
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

    need(this.#track, 60, from, to);
    const cells: (number | null)[] = [];
    const scale = this.numeric("scale") || 1;
    for (let slot = Math.floor(from / 60); slot < Math.floor(Math.min(edge(), to) / 60); slot += 1) {
      const value = this.#track.minutes.at(slot) * scale;
      cells.push(Number.isNaN(value) ? null : value);
    }

    return cells;
  }

  /** One cell is several minutes and shows the worst of them; inside, the nearer the limit the darker. */
  #strip(cells: (number | null)[], limit: number, step: number, x: (minute: number) => number): string {
    const low = (this.getAttribute("comparison") ?? "<").startsWith(">"); // the lower the worse
    const known = cells.filter((value): value is number => value !== null);
    const best = low ? Math.max(...known) : Math.min(...known);
    const far = this.numeric("far") || Math.abs(limit) * 0.1 || 1;
    let drawn = "";
    for (let minute = 0; minute < cells.length; minute += step) {
      const part = cells.slice(minute, minute + step).filter((value): value is number => value !== null);
      const left = x(minute).toFixed(2);
      const width = Math.max(1, x(Math.min(cells.length, minute + step)) - x(minute)).toFixed(2);
      const worst = low ? Math.min(...part) : Math.max(...part);
      drawn += part.length === 0 ? `<rect class="none" x="${left}" width="${width}" y="6" height="10"/>`
        : part.some(value => !this.#inside(value, limit)) ? `<rect class="out" x="${left}" width="${width}" height="16" opacity="${(0.5 + 0.5 * Math.min(1, Math.abs(worst - limit) / far)).toFixed(2)}"/>`
        : `<rect class="in" x="${left}" width="${width}" y="8" height="8" opacity="${best === limit ? 0.4 : (0.25 + 0.6 * Math.max(0, Math.min(1, (worst - best) / (limit - best)))).toFixed(2)}"/>`;
    }

    return drawn;
  }
}

const bar = (x: number, height: number, inside: boolean): string => `<rect class="${inside ? "in" : "out"}" x="${x.toFixed(1)}" width="5" y="${(16 - Math.min(16, height)).toFixed(1)}" height="${Math.min(16, height).toFixed(1)}" rx="1"/>`;
