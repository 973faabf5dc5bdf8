// <art-clock> and <block-progress>: the page's own, they go on whether data come or not.

import { hhmm, instant, now, offTick, onTick, zoneName, hhmmss } from "./clock";
import { LiveElement, LiveText, pageRules, say, sheet } from "./element";

pageRules(`:where(art-clock small) { color: var(--muted); font-weight: 500; font-size: var(--text-xs); margin-left: 4px; } :where(art-clock) { font-variant-numeric: tabular-nums; white-space: nowrap; }`);

export class ArtClock extends LiveElement {
  static readonly observedAttributes = ["short"];

  readonly #text = new LiveText(this);
  readonly #time = document.createTextNode("");
  readonly #zone = document.createElement("small");

  constructor() {
    super();
    this.#text.place.append(this.#time, this.#zone);
  }

  protected connected(): void {
    onTick(this.#show);
  }

  protected configure(): void {
    this.#show();
  }

  protected released(): void {
    offTick(this.#show);
  }

  readonly #show = (): void => {
    const second = Math.floor(now() / 1000);
    say(this.#time, this.hasAttribute("short") ? hhmm(second) : hhmmss(second));
    say(this.#zone, ` ${this.getAttribute("zone") ?? zoneName()}`);
    this.#text.show();
  };
}

/** A bar from the start to the end of a block: from and to are HH:MM or instants. */
export class BlockProgress extends LiveElement {
  static readonly observedAttributes = ["from", "to", "label"];

  readonly #bar: HTMLElement;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet(`
      :host { display: inline-block; width: 120px; height: 4px; border-radius: 2px; background: var(--sunken); overflow: hidden; vertical-align: middle; }
      i { display: block; height: 100%; background: var(--accent); transform-origin: left; }`)];
    shadow.innerHTML = "<i></i>";
    this.#bar = shadow.querySelector("i")!;
  }

  protected connected(): void {
    onTick(this.#show);
    this.setAttribute("role", "progressbar");
    this.setAttribute("aria-valuemin", "0");
    this.setAttribute("aria-valuemax", "100");
  }

  protected configure(): void {
    this.#show();
  }

  protected released(): void {
    offTick(this.#show);
  }

  readonly #show = (): void => {
    const from = instant(this.getAttribute("from"));
    const to = instant(this.getAttribute("to"));
    const part = Math.max(0, Math.min(1, (now() / 1000 - from) / (to - from))) || 0;
    const wanted = `scaleX(${part.toFixed(3)})`;
    if (this.#bar.style.transform !== wanted) {
      this.#bar.style.transform = wanted;
      this.setAttribute("aria-valuenow", String(Math.round(part * 100)));
    }
  };
}
