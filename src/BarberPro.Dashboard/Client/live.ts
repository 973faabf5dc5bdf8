// The browser's part: the custom elements, the view they share, light and dark, and the way back after a lost connection.

import { BoardDrag } from "./board-host";
import { LiveChart } from "./chart";
import { ArtClock, BlockProgress } from "./day-clock";
import { ExploreChart } from "./explore";
import { LiveHeat } from "./heat";
import { startReconnect } from "./reconnect";
import { LiveSpark } from "./spark";
import { LiveAge, LiveStatus } from "./status";
import { startTheme } from "./theme";
import { LiveNumber } from "./value";
import { LiveView, startView } from "./view";

startTheme();
startView();
startReconnect();

const elements: Record<string, CustomElementConstructor> = {
  "live-view": LiveView, "live-chart": LiveChart, "live-value": LiveNumber, "live-status": LiveStatus, "live-age": LiveAge,
  "art-clock": ArtClock, "block-progress": BlockProgress, "live-spark": LiveSpark, "live-heat": LiveHeat, "explore-chart": ExploreChart,
  "board-drag": BoardDrag,
};
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}
