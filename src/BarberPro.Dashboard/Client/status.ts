// What tells whether the page's data can be trusted: <live-status> and <live-age>, by the page's own clock.

import { hhmm, moment, offTick, onTick, since, zoneName } from "./clock";
import { LiveElement, LiveText, pageRules, say } from "./element";
import { age } from "./format";
import { connection, join, leaveHub } from "./hub";
import { follow, state, unfollow, type Follower } from "./store";
import { text } from "./texts";
import { offView, onView, pausedText, view } from "./view";

pageRules(`
:where(live-status) { display: inline-flex; align-items: center; gap: 6px; font-weight: 550; white-space: nowrap; color: var(--muted); }
:where(live-status)::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
:where(live-status[data-state="live"]) { color: var(--met); }
:where(live-status[data-state="live"])::before { box-shadow: 0 0 0 3px var(--met-soft); }
:where(live-status[data-state="late"]) { color: var(--risk); }
:where(live-status[data-state="late"])::before { width: 0; height: 0; border-radius: 0; background: none; border: 5px solid transparent; border-top: 0; border-bottom: 9px solid currentColor; }
:where(live-status[data-state="stopped"]) { color: var(--missed); font-weight: 650; }
:where(live-status[data-state="stopped"])::before { border-radius: 0; }
:where(live-status[data-state="connecting"])::before { background: none; border: 1.5px dashed currentColor; }
:where(live-status) :where(small) { font-size: var(--text-xs); font-weight: 500; color: var(--muted); margin-left: 6px; }
:where(live-age b) { font-weight: 600; color: var(--text); }
`);

export type Health = "connecting" | "live" | "late" | "stopped";

let opened = moment();

/** By the clock of this page alone: a connection that says nothing is no proof of life. */
export function health(): Health {
  const silent = silence();
  return state.heardAt === undefined ? (silent > 10 ? "stopped" : "connecting") : silent <= 2 ? "live" : silent < 3 ? "late" : "stopped";
}

/** Seconds since a frame was heard, or since the page began to listen. */
export const silence = (): number => since(state.heardAt ?? opened) / 1000;

export class LiveStatus extends LiveElement implements Follower {
  static readonly observedAttributes = ["brief"];

  readonly #text = new LiveText(this);
  readonly #word = document.createTextNode("");
  readonly #more = document.createElement("small");
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#text.place.append(this.#word, this.#more);
  }

  protected connected(): void {
    if (state.heardAt === undefined) {
      opened = moment();
    }

    join();
    follow(this);
    onTick(this.#show);
    if (!this.hasAttribute("role")) {
      this.setAttribute("role", "status");
    }
  }

  protected configure(): void {
    this.#show();
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    offTick(this.#show);
    clearTimeout(this.#soon);
  }

  refresh(): void {
    this.#show();
  }

  readonly #show = (): void => {
    const now = health();
    if (this.dataset["state"] !== now) {
      this.dataset["state"] = now;
      document.documentElement.dataset["live"] = now; // for rules of the page: what to grey when data have stopped
      document.dispatchEvent(new CustomEvent("live-health", { detail: now }));
    }

    const brief = this.hasAttribute("brief");
    say(this.#word, now === "live" ? text("Live") : now === "late" ? text("Late", age(silence())) : now === "stopped" && state.at > 0 ? text("Stopped", hhmm(state.at), zoneName()) : text("Connecting"));
    say(this.#more, !brief && (now === "stopped" || now === "connecting") && connection.attempt > 0 ? text("Reconnecting", connection.attempt) : "");
    this.#more.hidden = this.#more.textContent === "";
    this.#text.show();
    // The moment at which it must be said may lie between two ticks.
    clearTimeout(this.#soon);
    const wait = (silence() < 2 ? 2 : 3) * 1000 - silence() * 1000;
    this.#soon = wait > 0 ? setTimeout(this.#show, wait + 5) : undefined;
  };
}

/** "Data 1 s old", or since when the page is paused. */
export class LiveAge extends LiveElement implements Follower {
  readonly #text = new LiveText(this);
  readonly #word = document.createTextNode("");

  constructor() {
    super();
    this.#text.place.append(this.#word);
  }

  protected connected(): void {
    join();
    follow(this);
    onTick(this.#show);
    onView(this.#show);
  }

  protected configure(): void {
    this.#show();
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    offTick(this.#show);
    offView(this.#show);
  }

  refresh(): void {
    this.#show();
  }

  readonly #show = (): void => {
    if (state.heardAt === undefined) {
      return;
    }

    const words = view.pausedAt > 0 ? pausedText() : text("DataAge", age(Math.max(1, silence())));
    say(this.#word, state.missed > 0 && this.hasAttribute("missed") ? `${words} · ${text("Missed", state.missed)}` : words);
    this.#text.show();
  };
}
