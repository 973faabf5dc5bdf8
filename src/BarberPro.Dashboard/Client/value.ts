// <live-value>: one number of a series with its unit, its difference to the baseline, and its age where it is not fresh.

import { now, offTick, onTick, operatingHours, shownDay, since } from "./clock";
import { LiveElement, LiveText, pageRules, say } from "./element";
import { age, pieces, type Manner } from "./format";
import { need } from "./history";
import { join, leaveHub } from "./hub";
import { edge, follow, leave, state, unfollow, use, type Follower, type Track } from "./store";
import { text } from "./texts";
import { offView, onView, view } from "./view";

type Mode = "value" | "difference" | "baseline" | "minutes-mean" | "sum-so-far";

pageRules(`
:where(live-value) :where([data-unit]) { text-decoration: none; font-weight: 500; font-size: max(.66em, 11px); color: var(--muted); letter-spacing: 0; }
:where(live-value[mode="difference"], live-value[mode="baseline"], live-value[plain]) :where([data-unit]) { font: inherit; color: inherit; }
:where(live-value[mode="difference"]) :where([data-numbers]) { color: var(--text); font-weight: 600; }
:where(live-value) :where([data-age]) { font-size: var(--text-xs); font-weight: 550; letter-spacing: 0; margin-left: .4em; white-space: nowrap; display: inline-block; text-decoration: none; }
:where(live-value) :where([data-age]:empty) { display: none; }
:where(live-value[data-state="late"]) :where([data-age]) { color: var(--risk); }
:where(live-value[data-state="late"]) :where([data-age])::before { content: ""; display: inline-block; width: 0; height: 0; border: 4px solid transparent; border-top: 0; border-bottom: 7px solid currentColor; margin-right: 4px; }
:where(live-value[data-state="stale"], live-value[data-state="dead"]) :where([data-age]) { color: var(--stale); }
:where(live-value[data-state="stale"]) :where([data-numbers], [data-unit]) { color: var(--stale); }
:where(live-value[data-state="stale"]) :where([data-numbers]) { text-decoration: underline dashed 1.5px; text-underline-offset: .18em; }
:where(live-value[data-state="dead"]) :where([data-numbers], [data-unit]) { color: var(--stale); }
:where(live-value[data-state="dead"]) :where([data-numbers]) { text-decoration: line-through 1.5px; }
`);

export class LiveNumber extends LiveElement implements Follower {
  static readonly observedAttributes = ["key", "labels", "scale", "unit", "decimals", "mode", "interval", "versus", "minutes", "no-age", "no-unit", "signed"];

  readonly #text = new LiveText(this);
  readonly #numbers = document.createElement("span");
  readonly #parts: { number: Text; unit: HTMLElement; unitText: Text }[] = [];
  readonly #suffix = document.createTextNode("");
  readonly #age = document.createElement("span");
  #track: Track | undefined;
  #mode: Mode = "value";
  #scale = 1;
  #interval = 1;
  #manner: Manner = { unit: "", decimals: 0 };
  #shown = NaN;
  #minute = -1; // at which history was asked for last

  constructor() {
    super();
    this.#numbers.dataset["numbers"] = "";
    this.#age.dataset["age"] = "";
    this.#text.place.append(this.#numbers, this.#suffix, this.#age);
  }

  protected connected(): void {
    join();
    follow(this);
    onTick(this.#tick);
    onView(this.#again);
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    offTick(this.#tick);
    offView(this.#again);
    this.#drop();
  }

  #drop(): void {
    if (this.#track) {
      leave(this.#track);
      this.#track = undefined;
    }
  }

  protected configure(): void {
    const before = this.#track;
    this.#track = use(this.getAttribute("key") ?? "", this.json<Record<string, string>>("labels", {}));
    if (before) {
      leave(before);
    }

    this.#mode = (this.getAttribute("mode") ?? "value") as Mode;
    this.#scale = this.numeric("scale") || 1;
    this.#interval = Number.isNaN(this.numeric("interval")) ? 1 : this.numeric("interval");
    this.#manner = { unit: this.getAttribute("unit") ?? "", decimals: this.numeric("decimals") || 0, signed: this.#mode === "difference" || this.hasAttribute("signed") };
    this.#again();
  }

  readonly #again = (): void => {
    this.#shown = NaN;
    this.refresh(true);
  };

  readonly #tick = (): void => this.#fresh();

  refresh(history: boolean): void {
    const track = this.#track;
    if (!track || (view.pausedAt > 0 && !history)) {
      return;
    }

    if (this.#mode !== "value" && (history || this.#minute !== Math.floor(edge() / 60))) {
      this.#minute = Math.floor(edge() / 60);
      // Those that compare look at the running minute of the baseline only, and need not wait for a day of it.
      const half = Math.floor(edge() / 1_800) * 1_800;
      const compares = this.#mode === "difference" || this.#mode === "baseline";
      const [from, to] = compares ? [half, half + 3_600] : shownDay(edge());
      need(track, 60, from, to, compares);
    }

    const value = this.#value(track) * this.#scale;
    if (!Number.isNaN(value) && value !== this.#shown) {
      this.#shown = value;
      this.#write(value);
    } else if (Number.isNaN(value) && this.#mode === "difference" && !Number.isNaN(this.#shown)) {
      this.#shown = NaN;
    }

    this.#fresh();
  }

  #value(track: Track): number {
    const minute = Math.floor(edge() / 60);
    switch (this.#mode) {
      case "difference": return track.last - track.baseline.at(minute);
      case "baseline": return track.baseline.at(minute);
      case "minutes-mean": return mean(track, minute, this.numeric("minutes") || 5);
      case "sum-so-far": return sum(track);
      default: return track.last;
    }
  }

  #write(value: number): void {
    const all = pieces(value, this.#manner);
    while (this.#parts.length < all.length) {
      const unit = document.createElement("u");
      unit.dataset["unit"] = "";
      const part = { number: document.createTextNode(""), unit, unitText: document.createTextNode("") };
      unit.append(part.unitText);
      this.#numbers.append(part.number, unit);
      this.#parts.push(part);
    }

    this.#parts.forEach((part, place) => {
      const piece = all[place];
      const unit = this.hasAttribute("no-unit") ? /^[kM](?= )/.exec(piece?.unit ?? "")?.[0] ?? "" : piece?.unit ?? ""; // "65 k" of "65 k ARS/min"
      say(part.number, piece ? (place > 0 ? " " : "") + piece.number : "");
      say(part.unitText, unit ? ` ${unit}` : "");
      part.unit.hidden = unit === "";
    });
    say(this.#suffix, this.hasAttribute("versus") ? ` ${this.getAttribute("versus")}` : "");
    this.#text.show();
  }

  /** Its age by the page's own clock: it grows also when nothing comes any more. */
  #fresh(): void {
    const track = this.#track;
    if (!track || this.#mode === "baseline" || this.#mode === "sum-so-far") {
      return;
    }

    const old = ageOf(track);
    const intervals = this.#interval === 0 ? 0 : old / this.#interval;
    const freshness = view.pausedAt > 0 || Number.isNaN(old) || intervals <= 2 ? "fresh" : intervals < 3 ? "late" : intervals < 60 ? "stale" : "dead";
    if (this.dataset["state"] !== freshness) {
      this.dataset["state"] = freshness;
    }

    const words = freshness === "fresh" || this.hasAttribute("no-age") ? "" : text("AgeOld", age(old));
    say(this.#age, words);
    // Beside a value that is not fresh its age takes the place of a difference.
    const instead = this.#mode === "difference" && (freshness === "stale" || freshness === "dead");
    if (this.#numbers.hidden !== instead) {
      this.#numbers.hidden = instead;
    }

    say(this.#suffix, instead || !this.hasAttribute("versus") || Number.isNaN(this.#shown) ? "" : ` ${this.getAttribute("versus")}`);
    if (words !== "" && instead) {
      this.#text.show();
    }
  }
}

/** Seconds since a series' newest sample; before the first one, not a number until frames have come without it. */
export function ageOf(track: Track): number {
  if (Number.isNaN(track.lastAt) || state.heardAt === undefined) {
    return Number.isNaN(track.lastAt) ? NaN : Math.max(0, now() / 1000 - track.lastAt);
  }

  // By the frames that came after it, and the page's own clock since the newest of them.
  return state.at - track.lastAt + since(state.heardAt) / 1000;
}

function mean(track: Track, last: number, minutes: number): number {
  let total = 0;
  let count = 0;
  for (let slot = last - minutes + 1; slot <= last; slot += 1) {
    const value = track.minutes.at(slot);
    if (!Number.isNaN(value)) {
      total += value;
      count += 1;
    }
  }

  return total / count;
}

/** Of a rate a minute: its minutes' means together are what there was so far. A minute without data adds nothing. */
function sum(track: Track): number {
  const [from, to] = operatingHours(edge());
  let total = 0;
  let any = false;
  for (let slot = Math.floor(from / 60); slot * 60 < Math.min(to, edge()); slot += 1) {
    const value = track.minutes.at(slot);
    if (!Number.isNaN(value)) {
      total += value * (slot === track.minutes.newest ? track.minutes.samples(slot) / 60 : 1);
      any = true;
    }
  }

  return any ? total : NaN;
}
