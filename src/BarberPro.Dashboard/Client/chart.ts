// <live-chart>: today's lines, the baseline behind them, target, gaps and marks. uPlot draws; the points stay in the store's rings.

import type uPlot from "uplot";
import { instant, operatingHours } from "./clock";
import { fit, judge } from "./chart-fit";
import { gaps, letGo, lines, marks, valueAt, type Guide, type LineAttribute, type MarkAttribute } from "./chart-model";
import { chartCss, makePlot } from "./chart-plot";
import { margin, type Expected, type Scene } from "./chart-scene";
import { Tip } from "./chart-tip";
import { crossing, enterCross, exitCross, leaveCross, moveCross, owns, recross, type Crossed } from "./cross";
import { LiveElement, sheet } from "./element";
import { said, type Manner } from "./format";
import { need } from "./history";
import { join, leaveHub } from "./hub";
import { never, soon } from "./loop";
import { follow, unfollow, type Follower } from "./store";
import { text } from "./texts";
import { offTheme, onTheme } from "./theme";
import { offView, onView, pointed, span, view, type Range, type Span } from "./view";

export class LiveChart extends LiveElement implements Follower, Crossed {
  static readonly observedAttributes = ["lines", "target", "target-label", "guides", "scale", "unit", "decimals", "min", "max", "axis", "lane", "marks", "label", "focus-minute", "point-label", "expected", "range", "interval", "baseline-title", "beyond"];

  readonly #place: HTMLElement;
  readonly #tip: Tip;
  readonly #scene: Scene = {
    lines: [], span: { from: 0, to: 1, step: 60, edge: 0 }, extent: { min: 0, max: 1, ticks: [] }, gaps: [], marks: [], guides: [], target: undefined, expected: undefined,
    point: undefined, beyond: "", scale: 1, axis: true, lane: false, compare: true, staleSince: 0, staleLine: -1, family: "sans-serif",
  };
  #plot: uPlot | undefined;
  #size = { width: 0, height: 0 };
  #sized: ResizeObserver | undefined;
  #seen: IntersectionObserver | undefined;
  #visible = true;
  #stale = false; // drawn before something changed while nobody looked
  #drawn = "";
  #built = "";
  #day = NaN;
  #asked = NaN; // the minute at which history was asked for, and what is said aloud was written
  #manner: Manner = { unit: "", decimals: 0 };
  #keyboard = false;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet(chartCss)];
    shadow.innerHTML = `<div class="plot"><div class="layer"></div></div><div class="sr" aria-live="polite"></div>`;
    this.#place = shadow.querySelector<HTMLElement>(".plot")!;
    this.#tip = new Tip(shadow.querySelector<HTMLElement>(".layer")!, shadow.querySelector<HTMLElement>(".sr")!);
  }

  protected connected(): void {
    join();
    follow(this);
    enterCross(this);
    onView(this.#redraw);
    onTheme(this.#redraw);
    this.tabIndex = 0;
    this.setAttribute("role", "img");
    this.#sized = new ResizeObserver(() => soon(this.#resize));
    this.#sized.observe(this);
    this.#seen = new IntersectionObserver(entries => {
      this.#visible = entries.at(-1)!.isIntersecting;
      if (this.#visible && this.#stale) {
        soon(this.#draw);
      }
    }, { rootMargin: "100px" });
    this.#seen.observe(this);
    for (const [name, listener] of this.#listeners) {
      this.addEventListener(name, listener);
    }
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    exitCross(this);
    offView(this.#redraw);
    offTheme(this.#redraw);
    this.#sized?.disconnect();
    this.#seen?.disconnect();
    for (const [name, listener] of this.#listeners) {
      this.removeEventListener(name, listener);
    }

    never(this.#draw);
    never(this.#resize);
    letGo(this.#scene.lines);
    this.#scene.lines = [];
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#drawn = "";
  }

  protected configure(): void {
    const scene = this.#scene;
    const before = scene.lines;
    scene.lines = lines(this.json<LineAttribute[]>("lines", []));
    letGo(before); // after the new ones are taken: a series in both is kept
    scene.scale = this.numeric("scale") || 1;
    scene.axis = this.getAttribute("axis") !== "none";
    scene.lane = this.hasAttribute("lane");
    scene.guides = this.json<Guide[]>("guides", []);
    scene.expected = this.json<Expected | undefined>("expected", undefined);
    const target = this.numeric("target");
    scene.target = Number.isNaN(target) ? undefined : { value: target * scene.scale, label: this.getAttribute("target-label") ?? "" };
    this.#day = NaN;
    scene.beyond = (this.getAttribute("beyond") ?? "") as Scene["beyond"];
    scene.family = getComputedStyle(this).fontFamily;
    this.#manner = { unit: this.getAttribute("unit") ?? "", decimals: this.numeric("decimals") || 0 };
    const built = `${this.getAttribute("lines")} ${scene.axis} ${scene.lane}`;
    if (built !== this.#built) {
      this.#built = built;
      this.#plot?.destroy(); // other lines are other series
      this.#plot = undefined;
    }

    this.#say(); // a chart out of sight is not drawn, yet has its name
    this.#redraw();
  }

  refresh(history: boolean): void {
    if (view.pausedAt > 0 && !history) {
      return;
    }

    if (history) {
      this.#asked = NaN; // series may have got their ids
    }

    if (!this.#visible || this.#size.width === 0) {
      this.#stale = true;
    } else if (history || this.#moved()) {
      this.#draw();
    }
  }

  /** What is drawn, for whoever wants to compare: the seconds and values of a line, in the chart's unit. */
  drawn(line = 0): { at: number[]; values: (number | null)[]; baseline: (number | null)[] } {
    const { span: now, lines: all, scale } = this.#scene;
    const answer = { at: [] as number[], values: [] as (number | null)[], baseline: [] as (number | null)[] };
    const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value * scale);
    for (let slot = Math.ceil(now.from / now.step); slot * now.step <= now.to && all[line]; slot += 1) {
      answer.at.push(slot * now.step);
      answer.values.push(orNull(valueAt(all[line], slot, now)));
      answer.baseline.push(orNull(all[line].track.baseline.at(Math.floor(slot * now.step / 60))));
    }

    return answer;
  }

  // ---------- drawing ----------

  readonly #redraw = (): void => {
    this.#drawn = "";
    this.#asked = NaN;
    soon(this.#draw);
  };

  readonly #resize = (): void => {
    const { clientWidth: width, clientHeight: height } = this;
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      if (width > 0 && height > 0) {
        this.#plot?.setSize(this.#size);
        this.#drawn = "";
        this.#draw();
      }
    }
  };

  readonly #draw = (): void => {
    const scene = this.#scene;
    if (!this.isConnected || this.#size.width === 0 || this.#size.height === 0 || scene.lines.length === 0) {
      return;
    }

    if (!this.#visible) {
      this.#stale = true;
      return;
    }

    this.#stale = false;
    scene.span = this.#span();
    this.#times();
    scene.compare = view.compare;
    if (this.#asked !== Math.floor(scene.span.edge / 60)) {
      this.#asked = Math.floor(scene.span.edge / 60);
      this.#need(scene.span);
      this.#say();
    }

    this.#state(judge(scene, this.numeric("interval") || 1));
    fit(scene, this.numeric("min"), this.numeric("max"), this.#size.height - margin.axis);
    gaps(scene.lines[0]!.track, scene.span, scene.staleSince, scene.gaps);
    const plot = this.#plot ??= makePlot(this.#place, scene, this.#size);
    plot.batch(() => {
      plot.setScale("x", { min: scene.span.from, max: scene.span.to });
      plot.setScale("y", { min: scene.extent.min, max: scene.extent.max });
    });
    this.#drawn = this.#shape();
    if (view.at !== "" && Number.isNaN(crossing())) {
      this.cross(pointed(), false);
    } else {
      recross(this);
    }
  };

  /** Times of day in the attributes are those of the day that is shown. */
  #times(): void {
    const [day] = operatingHours(this.#scene.span.edge);
    if (day !== this.#day) {
      this.#day = day;
      this.#scene.marks = marks(this.json<MarkAttribute[]>("marks", []));
      const focus = instant(this.getAttribute("focus-minute"));
      this.#scene.point = Number.isNaN(focus) ? undefined : { at: focus, label: this.getAttribute("point-label") ?? "" };
    }
  }

  /** Whether a frame changes a pixel: in a range of hours most don't. */
  #moved(): boolean {
    const now = this.#span();
    const was = this.#scene.span;
    if (this.#drawn === "" || now.step !== 60 || now.from !== was.from || Math.floor(now.edge / 60) !== Math.floor(was.edge / 60)) {
      return true;
    }

    was.edge = now.edge;
    return this.#shape() !== this.#drawn;
  }

  /** Where the running slot's points stand, in half pixels. */
  #shape(): string {
    const { span: now, lines: all, extent: { min, max }, scale } = this.#scene;
    const slot = Math.floor(now.edge / now.step);
    let shape = "";
    for (const line of all) {
      shape += `${Math.round(valueAt(line, slot, now) * scale / (max - min) * this.#size.height * 2)} `;
    }

    return shape;
  }

  #span(): Span {
    return span((this.getAttribute("range") as Range | null) ?? view.range);
  }

  #need({ from, to, step, edge }: Span): void {
    for (const [place, { track }] of this.#scene.lines.entries()) {
      need(track, step, from, step === 60 ? to : Math.min(to, edge), step === 60 && place === 0); // the first line alone has a ghost
      if (step !== 60 && place === 0) {
        const hours = span("day");
        need(track, 60, hours.from, hours.to); // the baseline is kept by the minute
      }
    }
  }

  #state(state: string): void {
    if (this.dataset["state"] !== state) {
      this.dataset["state"] = state;
      this.toggleAttribute("data-stale", state === "stale");
      this.closest("[data-live-card]")?.toggleAttribute("data-stale", state === "stale"); // for browsers without :has
    }
  }

  #say(): void {
    const { lines: all, scale } = this.#scene;
    const label = this.getAttribute("label") ?? "";
    const value = (all[0]?.track.last ?? NaN) * scale;
    const words = Number.isNaN(value) ? text("ChartNone", label) : text("ChartNow", label, said(value, this.#manner));
    if (this.getAttribute("aria-label") !== words) {
      this.setAttribute("aria-label", words);
    }
  }

  #baselineName(): string {
    return this.getAttribute("baseline-title") ?? document.documentElement.dataset["baseline"] ?? text("Baseline");
  }

  // ---------- crosshair ----------

  cross(at: number, mine: boolean): void {
    const shown = Number.isNaN(at) ? pointed() : at; // a link's minute stays marked while no crosshair is drawn
    if (this.#plot && !Number.isNaN(shown)) {
      this.#tip.show(this.#plot, this.#scene, shown, mine, this.#manner, this.#baselineName(), this.#keyboard);
    } else {
      this.#tip.hide();
    }
  }

  #go(at: number, keyboard: boolean): void {
    const { from, to, step } = this.#scene.span;
    this.#keyboard = keyboard;
    moveCross(Math.max(from, Math.min(to, Math.round(at / step) * step)), this);
  }

  readonly #listeners: [string, EventListener][] = [
    ["pointermove", event => {
      const plot = this.#plot;
      if (plot) {
        const box = this.getBoundingClientRect();
        const { from, to } = this.#scene.span;
        const left = plot.bbox.left / devicePixelRatio;
        this.#go(from + ((event as PointerEvent).clientX - box.left - left) / (plot.bbox.width / devicePixelRatio) * (to - from), false);
      }
    }],
    ["pointerleave", () => leaveCross(this)],
    ["blur", () => leaveCross(this)],
    ["keydown", event => {
      const { key } = event as KeyboardEvent;
      const { from, to, edge } = this.#scene.span;
      const by = { ArrowLeft: -60, ArrowRight: 60, PageUp: -900, PageDown: 900 }[key];
      const start = Number.isNaN(crossing()) ? Math.min(edge, to) : crossing();
      if (by !== undefined) {
        this.#go(start + (Number.isNaN(crossing()) && !owns(this) ? 0 : by), true);
      } else if (key === "Home" || key === "End") {
        this.#go(key === "Home" ? from : Math.min(edge, to), true);
      } else if (key === "Escape") {
        leaveCross(this);
      } else {
        return;
      }

      event.preventDefault();
    }],
  ];
}
