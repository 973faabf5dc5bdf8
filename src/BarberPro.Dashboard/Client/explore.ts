// <explore-chart>: what is read and explored rather than watched (distributions, the day's analysis). ApexCharts comes only when one is on the page.

import type ApexCharts from "apexcharts";
import { LiveElement, sheet } from "./element";
import { language } from "./format";
import { color, offTheme, onTheme } from "./theme";

export class ExploreChart extends LiveElement {
  static readonly observedAttributes = ["options-json", "series-json", "label"];

  #chart: ApexCharts | undefined;
  #turn = 0; // the newest drawing wins, however the loading of the library overtakes

  protected connected(): void {
    onTheme(this.#draw);
  }

  protected configure(): void {
    void this.#draw();
  }

  protected released(): void {
    offTheme(this.#draw);
    this.#turn += 1;
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  readonly #draw = async (): Promise<void> => {
    const turn = ++this.#turn;
    const { default: Apex } = await import("apexcharts");
    if (turn !== this.#turn || !this.isConnected) {
      return;
    }

    const given = this.json<Record<string, unknown>>("options-json", {});
    const part = (name: string): object => (given[name] as object | undefined) ?? {};
    const words = { colors: color("muted"), fontSize: "10.5px", fontFamily: "inherit" };
    const options = {
      ...given,
      series: this.json<unknown[]>("series-json", []),
      colors: given["colors"] ?? [color("today"), color("ghost"), color("other-1"), color("other-2")],
      chart: { type: "bar", height: "100%", ...part("chart"), background: "transparent", foreColor: color("muted"), fontFamily: "inherit", animations: { enabled: false }, toolbar: { show: false }, zoom: { enabled: false } },
      theme: { mode: document.documentElement.dataset["theme"] === "dark" ? "dark" : "light" },
      grid: { borderColor: color("line"), ...part("grid") },
      dataLabels: { enabled: false, ...part("dataLabels") },
      legend: { fontSize: "11.5px", labels: { colors: color("muted") }, ...part("legend") },
      xaxis: { ...part("xaxis"), labels: { style: words, ...((part("xaxis") as { labels?: object }).labels ?? {}) }, axisBorder: { color: color("line") }, axisTicks: { color: color("line") } },
      yaxis: { labels: { style: words, formatter: (value: number) => value.toLocaleString(language(), { maximumFractionDigits: 1 }) }, ...part("yaxis") },
    };
    if (this.#chart) {
      await this.#chart.updateOptions(options, false, false);
      return;
    }

    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet(":host { display: block; height: 220px; } .place { height: 100%; }")];
    const place = document.createElement("div");
    place.className = "place";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", this.getAttribute("label") ?? "");
    shadow.replaceChildren(place);
    this.#chart = new Apex(place, options);
    await this.#chart.render();
  };
}
