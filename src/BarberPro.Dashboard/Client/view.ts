// How the page looks at its data: which span, with or without the baseline, running or paused. One for the whole page.

import { atTime, hhmmss, instant, offTick, onTick, operatingHours, shownDay } from "./clock";
import { LiveElement, say } from "./element";
import { edge, type Step } from "./store";
import { text } from "./texts";

export type Range = "15m" | "1h" | "block" | "day";
const spans: Partial<Record<Range, number>> = { "15m": 900, "1h": 3_600 };
const root = document.documentElement;

export const view = {
  range: "day" as Range,
  compare: true,
  dense: false,
  /** Unix second at which the page was paused, 0 while it runs. */
  pausedAt: 0,
  /** A minute that a link points to, HH:MM. */
  at: "",
};

/** The Unix second of the minute that a link points to, else not a number. */
export const pointed = (): number => instant(view.at);

export interface Span { from: number; to: number; step: Step; /** The second up to which lines are drawn. */ edge: number }

/** The span that charts show now. A chart may have a range of its own. */
export function span(range: Range = view.range): Span {
  const last = view.pausedAt || edge();
  const length = spans[range];
  if (length !== undefined) {
    // A minute that a link points to is shown from the minutes of the day, which are all there.
    const at = pointed();
    return Number.isNaN(at) || (at > last - length && at <= last)
      ? { from: last - length, to: last, step: length === 900 ? 1 : 5, edge: last }
      : { from: at - length / 2, to: at + length / 2, step: 60, edge: last };
  }

  const [from, to] = range === "block" ? block(last) : shownDay(last);
  return { from, to, step: 60, edge: last };
}

/** The block in progress, else the next one, else the last: <html data-blocks="09:00-12:00,13:00-17:00">. */
function block(on: number): [number, number] {
  const blocks = (root.dataset["blocks"] ?? "").split(",").filter(Boolean).map(one => one.split("-").map(time => atTime(time, on)) as [number, number]);
  return blocks.find(([, to]) => on < to) ?? blocks.at(-1) ?? operatingHours(on);
}

// ---------- kept in the address and over a reload ----------

const isRange = (value: unknown): value is Range => value === "15m" || value === "1h" || value === "block" || value === "day";

export function startView(): void {
  const kept = JSON.parse(sessionStorage.getItem("live-view") ?? "{}") as Partial<{ range: Range; compare: boolean; dense: boolean }>;
  const address = new URLSearchParams(location.search);
  const range = address.get("range") ?? kept.range;
  view.range = isRange(range) ? range : "day";
  view.compare = kept.compare ?? true;
  view.dense = kept.dense ?? false;
  const at = address.get("at") ?? "";
  view.at = /^\d\d:\d\d$/.test(at) ? at : "";
  density();
}

function keep(): void {
  sessionStorage.setItem("live-view", JSON.stringify({ range: view.range, compare: view.compare, dense: view.dense }));
  density();
}

function density(): void {
  const wanted = view.dense ? "dense" : "comfortable";
  if (root.dataset["density"] !== wanted) {
    root.dataset["density"] = wanted;
  }
}

/** In the address bar a range is a link to give to others; the entry's own state (Blazor's) stays as it is. */
function address(): void {
  const url = new URL(location.href);
  if (view.range === "day") {
    url.searchParams.delete("range");
  } else {
    url.searchParams.set("range", view.range);
  }

  url.searchParams.delete("at");
  history.replaceState(history.state, "", url);
}

const listeners = new Set<() => void>();
export const onView = (listener: () => void): void => void listeners.add(listener);
export const offView = (listener: () => void): void => void listeners.delete(listener);

export function change(to: Partial<typeof view>): void {
  Object.assign(view, to);
  keep();
  for (const listener of listeners) {
    listener();
  }
}

/** Around the buttons that Blazor renders: data-view-range, data-view-compare, data-view-density, data-view-pause. */
export class LiveView extends LiveElement {
  #watch: MutationObserver | undefined;
  readonly #paint = (): void => this.#show();

  protected connected(): void {
    onView(this.#paint);
    onTick(this.#paint); // a button that was rendered anew shows the state again
    this.addEventListener("click", this.#click);
    this.#watch = new MutationObserver(this.#paint);
    this.#watch.observe(this, { childList: true, subtree: true });
  }

  protected configure(): void {
    this.#show();
  }

  protected released(): void {
    offView(this.#paint);
    offTick(this.#paint);
    this.removeEventListener("click", this.#click);
    this.#watch?.disconnect();
  }

  readonly #click = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-view-range], [data-view-compare], [data-view-density], [data-view-pause]");
    const { viewRange, viewCompare, viewDensity, viewPause } = button?.dataset ?? {};
    if (isRange(viewRange)) {
      change({ range: viewRange, at: "" });
      address();
    } else if (viewCompare !== undefined) {
      change({ compare: !view.compare });
    } else if (viewDensity !== undefined) {
      change({ dense: viewDensity === "dense" || (viewDensity === "" && !view.dense) });
    } else if (viewPause !== undefined) {
      change({ pausedAt: view.pausedAt ? 0 : edge() });
    }
  };

  #show(): void {
    const paused = view.pausedAt > 0;
    for (const button of this.querySelectorAll<HTMLElement>("[data-view-range]")) {
      mark(button, button.dataset["viewRange"] === view.range);
    }

    for (const button of this.querySelectorAll<HTMLElement>("[data-view-density]")) {
      mark(button, (button.dataset["viewDensity"] === "dense") === view.dense);
    }

    for (const button of this.querySelectorAll<HTMLElement>("[data-view-compare]")) {
      mark(button, view.compare);
    }

    for (const button of this.querySelectorAll<HTMLElement>("[data-view-pause]")) {
      mark(button, paused);
      const wanted = paused ? button.dataset["textResume"] : button.dataset["textPause"];
      if (wanted !== undefined) {
        say(button.querySelector("[data-view-pause-text]") ?? button, wanted);
      }
    }

    if (this.hasAttribute("data-paused") !== paused) {
      this.toggleAttribute("data-paused", paused);
    }
  }
}

function mark(button: HTMLElement, on: boolean): void {
  const name = button.getAttribute("role") === "switch" || button.getAttribute("role") === "radio" ? "aria-checked" : "aria-pressed";
  if (button.getAttribute(name) !== String(on)) {
    button.setAttribute(name, String(on));
  }
}

export const pausedText = (): string => text("Paused", hhmmss(view.pausedAt));
