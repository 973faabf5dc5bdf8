// The crosshair's line, dot and box in one chart. Its nodes are made once and only moved.

import { hhmm, hhmmss, zoneName } from "./clock";
import { valueAt, type Mark } from "./chart-model";
import { margin, place, type Scene } from "./chart-scene";
import { say } from "./element";
import { said, type Manner } from "./format";
import { text } from "./texts";
import type uPlot from "uplot";

export class Tip {
  readonly #hair = make("i", "hair");
  readonly #dot = make("i", "dot");
  readonly #box = make("div", "tip");
  readonly #time = make("strong", "");
  readonly #samples = make("span", "n");
  readonly #today = make("b", "");
  readonly #then = make("b", "");
  readonly #thenName = make("span", "");
  readonly #difference = make("b", "");
  readonly #change = make("span", "why");
  readonly #alert = make("span", "why a");
  readonly #todayName = make("span", "");
  readonly #differenceName = make("span", "");
  readonly #spoken: HTMLElement;

  constructor(layer: HTMLElement, spoken: HTMLElement) {
    this.#box.append(this.#time, this.#samples, this.#todayName, this.#today, this.#thenName, this.#then, this.#differenceName, this.#difference, this.#change, this.#alert);
    layer.append(this.#hair, this.#dot, this.#box);
    this.#spoken = spoken;
    this.hide();
  }

  hide(): void {
    for (const node of [this.#hair, this.#dot, this.#box]) {
      node.hidden = true;
    }
  }

  show(plot: uPlot, scene: Scene, at: number, mine: boolean, manner: Manner, baselineName: string, speak: boolean): void {
    const { span, lines, scale } = scene;
    if (Number.isNaN(at) || at < span.from || at > span.to) {
      this.hide();
      return;
    }

    const where = place(plot, scene);
    const slot = Math.floor(at / span.step);
    const main = lines[0];
    const value = main ? valueAt(main, slot, span) * scale : NaN;
    const x = where.x(slot * span.step);
    const top = scene.lane ? 12 : 0;
    this.#hair.hidden = false;
    this.#hair.className = mine ? "hair here" : "hair";
    this.#hair.style.transform = `translate(${x}px, ${top}px)`;
    this.#hair.style.height = `${where.bottom - top}px`;
    this.#dot.hidden = Number.isNaN(value);
    if (!this.#dot.hidden) {
      this.#dot.style.transform = `translate(${x}px, ${where.y(value)}px)`;
    }

    this.#box.hidden = !mine;
    if (mine) {
      this.#fill(scene, slot, value, manner, baselineName);
      const right = x > where.width * 0.55;
      this.#box.style.top = `${scene.lane ? margin.lane + 4 : 8}px`;
      this.#box.style.left = right ? "auto" : `${x + 10}px`;
      this.#box.style.right = right ? `${where.width - x + 10}px` : "auto";
      if (speak) {
        say(this.#spoken, `${this.#time.textContent}, ${this.#todayName.textContent} ${this.#today.textContent}, ${baselineName} ${this.#then.textContent}, ${this.#change.textContent}`);
      }
    }
  }

  #fill({ lines, span, scale, marks, compare }: Scene, slot: number, value: number, manner: Manner, baselineName: string): void {
    const second = slot * span.step;
    const track = lines[0]?.track;
    const then = track && compare ? track.baseline.at(Math.floor(second / 60)) * scale : NaN;
    const samples = span.step === 60 ? track?.minutes.samples(slot) ?? 0 : 0;
    say(this.#time, `${span.step === 60 ? hhmm(second) : hhmmss(second)} ${zoneName()}`);
    say(this.#samples, samples > 0 && !Number.isNaN(value) ? text("Samples", samples) : "");
    say(this.#todayName, text("Today"));
    say(this.#today, Number.isNaN(value) ? (second > span.edge ? text("NoValue") : text("NoDataShort")) : said(value, manner));
    say(this.#thenName, baselineName);
    say(this.#then, Number.isNaN(then) ? text("NoValue") : said(then, manner));
    say(this.#differenceName, text("Difference"));
    say(this.#difference, Number.isNaN(value - then) ? text("NoValue") : said(value - then, { ...manner, signed: true }));
    for (const node of [this.#thenName, this.#then, this.#differenceName, this.#difference]) {
      node.hidden = !compare;
    }

    const change = last(marks, mark => mark.kind === "change" && second - mark.at >= -span.step && second - mark.at <= 360);
    const minutes = change ? Math.max(0, Math.floor((second - change.at) / 60)) : 0;
    this.#why(this.#change, change ? `▾ ${change.label.replace(/ \d\d:\d\d$/, "")} ${minutes > 0 ? text("MinutesBefore", minutes) : text("ThisMinute")}` : "");
    const alert = last(marks, mark => mark.own && mark.kind !== "change" && mark.at <= second + span.step && second <= (mark.to || span.edge));
    this.#why(this.#alert, alert ? `◆ ${text("FiringSince", hhmm(alert.at))}` : "");
  }

  #why(node: HTMLElement, words: string): void {
    node.hidden = words === "";
    say(node, words);
  }
}

function last(marks: Mark[], fits: (mark: Mark) => boolean): Mark | undefined {
  for (let place = marks.length - 1; place >= 0; place -= 1) {
    if (fits(marks[place]!)) {
      return marks[place];
    }
  }

  return undefined;
}

function make(tag: string, classes: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = classes;
  return node;
}
