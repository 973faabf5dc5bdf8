// <board-time> and <board-bar>: what grows by itself on a board. The server renders them once; here they go on.

import { instant, now, offTick, onTick } from "./clock";
import { LiveElement } from "./element";
import { age } from "./format";

/** "1h 16m", "45m", "0", as the server writes it. */
export function hours(value: number): string {
  const minutes = Math.round(value * 60);
  const whole = Math.floor(minutes / 60);
  const left = minutes % 60;
  return minutes === 0 ? "0" : [whole > 0 ? `${whole}h` : "", left > 0 ? `${left}m` : ""].filter(Boolean).join(" ");
}

const two = (n: number): string => (n < 10 ? "0" : "") + n;

/** "34:07", "1:02:07". */
function watch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  return `${h > 0 ? `${h}:${two(Math.floor(whole / 60) % 60)}` : Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** Finished hours and what the running timers have added. */
function spent(element: Element): number {
  const at = now() / 1000;
  return (Number(element.getAttribute("hours")) || 0)
    + (element.getAttribute("since") ?? "").split(" ").filter(Boolean).reduce((sum, since) => sum + Math.max(0, at - instant(since)) / 3600, 0);
}

abstract class Ticking extends LiveElement {
  protected connected(): void {
    onTick(this.#tick);
  }

  protected configure(): void {
    this.show();
  }

  protected released(): void {
    offTick(this.#tick);
  }

  protected abstract show(): void;

  readonly #tick = (): void => this.show();
}

/** mode: "timer" (since), "age" (since), "until" (at), "spent" (hours, since), "left" and "over" (hours, since, planned). */
export class BoardTime extends Ticking {
  static readonly observedAttributes = ["mode", "since", "at", "hours", "planned"];

  protected show(): void {
    const words = this.#words();
    if (this.textContent !== words) {
      // The server's own text node: Blazor keeps it.
      const node = [...this.childNodes].find(one => one.nodeType === Node.TEXT_NODE);
      if (node) {
        node.nodeValue = words;
      } else {
        this.append(words);
      }
    }
  }

  #words(): string {
    const at = now() / 1000;
    const planned = Number(this.getAttribute("planned")) || 0;
    switch (this.getAttribute("mode")) {
      case "age": return age(at - instant(this.getAttribute("since")));
      case "until": return hours(Math.max(0, Math.ceil((instant(this.getAttribute("at")) - at) / 60) / 60));
      case "spent": return hours(spent(this));
      case "left": return (spent(this) > planned + 1 / 120 ? "−" : "") + hours(Math.abs(planned - spent(this)));
      case "over": return planned > 0 && spent(this) > planned + 1 / 120 ? `+${hours(spent(this) - planned)}` : "";
      default: return watch(at - instant(this.getAttribute("since")));
    }
  }
}

/** A bar of planned hours; over them it spans what was spent, with its end hatched. */
export class BoardBar extends Ticking {
  static readonly observedAttributes = ["since", "hours", "planned"];

  protected show(): void {
    const [within, over] = this.children;
    if (!(within instanceof HTMLElement) || !(over instanceof HTMLElement)) {
      return;
    }

    const planned = Number(this.getAttribute("planned")) || 0;
    const done = spent(this);
    const top = Math.max(planned, done);
    within.style.width = top > 0 ? `${(Math.min(done, planned) / top * 100).toFixed(1)}%` : "0";
    over.style.width = top > 0 ? `${(Math.max(0, done - planned) / top * 100).toFixed(1)}%` : "0";
  }
}
