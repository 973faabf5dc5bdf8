// <board-metric>: whether the value of a card's metric is where the card wants it, and how old it is.

import { hhmm, offTick, onTick } from "./clock";
import { LiveElement, say } from "./element";
import { age } from "./format";
import { join, leaveHub } from "./hub";
import { follow, leave, unfollow, use, type Follower, type Track } from "./store";
import { text } from "./texts";
import { ageOf } from "./value";

type State = "met" | "missed" | "stale" | "unknown";

export class BoardMetric extends LiveElement implements Follower {
  static readonly observedAttributes = ["key", "labels", "comparison", "value"];

  #track: Track | undefined;

  protected connected(): void {
    join();
    follow(this);
    onTick(this.#show);
  }

  protected configure(): void {
    const before = this.#track;
    this.#track = use(this.getAttribute("key") ?? "", this.json<Record<string, string>>("labels", {}));
    if (before) {
      leave(before);
    }

    this.#show();
  }

  protected released(): void {
    leaveHub();
    unfollow(this);
    offTick(this.#show);
    if (this.#track) {
      leave(this.#track);
      this.#track = undefined;
    }
  }

  refresh(): void {
    this.#show();
  }

  readonly #show = (): void => {
    const track = this.#track;
    if (!track) {
      return;
    }

    const old = ageOf(track);
    const isEvent = this.hasAttribute("event"); // what happened now and then keeps its value until it happens again
    const state: State = Number.isNaN(track.last) ? "unknown" : old > 60 && !isEvent ? "stale" : this.#holds(track.last) ? "met" : "missed";
    if (this.dataset["state"] !== state) {
      this.dataset["state"] = state;
      const word = this.querySelector("[data-word]");
      if (word) {
        say(word, state === "met" ? text("BoardMet") : state === "missed" ? text("BoardMissed") : text("NoDataShort"));
      }
    }

    const place = this.querySelector("[data-age]");
    if (place) {
      say(place, Number.isNaN(old) ? "" : isEvent ? hhmm(track.lastAt) : text("BoardAgo", age(Math.max(1, old))));
    }
  };

  #holds(value: number): boolean {
    const limit = this.numeric("value");
    switch (this.getAttribute("comparison")) {
      case "lt": return value < limit;
      case "le": return value <= limit;
      case "gt": return value > limit;
      default: return value >= limit;
    }
  }
}
