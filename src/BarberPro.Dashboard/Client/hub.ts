// The page's one connection to the live hub. It starts with the first element that needs it, ends a moment after the last one left,
// and never stops trying in between.

import { HubConnectionBuilder, HttpTransportType, LogLevel, type HubConnection } from "@microsoft/signalr";
import { mend } from "./history";
import { accept, begin, edge, setSeries, state, type SeriesInfo } from "./store";

interface Watched { seq: number; at: number; series: SeriesInfo[] }

export const connection = {
  phase: "idle" as "idle" | "connecting" | "open" | "waiting",
  /** Attempts since the connection was lost or first wanted. */
  attempt: 0,
  program: "",
};

let users = 0;
let current: HubConnection | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let mending: ReturnType<typeof setTimeout> | undefined;
let mendFrom = NaN;

export function join(): void {
  users += 1;
  if (users === 1 && connection.phase === "idle") {
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    void open();
  }
}

export function leaveHub(): void {
  users -= 1;
  // Blazor replaces prerendered elements by its own a moment later: the connection stays for them.
  if (users === 0) {
    setTimeout(() => { if (users === 0) { close(); } }, 2_000);
  }
}

function close(): void {
  removeEventListener("online", hurry);
  document.removeEventListener("visibilitychange", hurry);
  clearTimeout(retry);
  clearTimeout(mending);
  mending = undefined;
  mendFrom = NaN;
  const ended = current;
  current = undefined;
  connection.phase = "idle";
  connection.attempt = 0;
  state.seq = 0;
  void ended?.stop();
}

const hurry = (): void => {
  if (connection.phase === "waiting" && !document.hidden) {
    clearTimeout(retry);
    void open();
  }
};

async function open(): Promise<void> {
  connection.phase = "connecting";
  connection.attempt += 1;
  // A WebSocket straight away saves a round trip; each third attempt negotiates, for networks that let no WebSocket through.
  const direct = connection.attempt % 3 !== 0;
  const mine = new HubConnectionBuilder()
    .withUrl("/hubs/live", direct ? { skipNegotiation: true, transport: HttpTransportType.WebSockets } : {})
    .configureLogging(LogLevel.None)
    .build();
  mine.serverTimeoutInMilliseconds = 20_000; // the server pings each 15 s, and a frame comes each second
  let early: Parameters<typeof frame> | undefined; // a frame can overtake the answer that says what its values are
  mine.on("frame", (...one: Parameters<typeof frame>) => {
    if (current === mine && connection.phase === "open") {
      frame(...one);
    } else {
      early = one;
    }
  });
  mine.on("series", (series: SeriesInfo[]) => { if (current === mine) { setSeries(series, true); } });
  mine.on("state", (kind: string, version: number) => document.dispatchEvent(new CustomEvent("live-state", { detail: { kind, version } })));
  mine.on("hello", hello);
  mine.onclose(() => { if (current === mine) { again(); } });
  current = mine;
  try {
    await mine.start();
    const watched = await mine.invoke<Watched>("Watch", "all");
    if (current === mine) {
      connection.phase = "open";
      connection.attempt = 0;
      const before = state.at;
      const missed = before > 0 && (watched.seq !== state.seq || watched.at / 1000 - before > 1);
      begin(watched.seq, watched.at);
      setSeries(watched.series, true);
      if (early && early[0] > watched.seq) {
        frame(...early);
      }

      if (missed) {
        gap(before);
      }
    }
  } catch {
    if (current === mine) {
      void mine.stop();
      again();
    }
  }
}

function again(): void {
  connection.phase = "waiting";
  current = undefined;
  if (connection.attempt === 1 || state.at === 0) {
    void metrics();
  }

  // Half of the pages that lost a server come back in the first half of the wait, not all at once; at most 10 s, without end.
  clearTimeout(retry);
  retry = setTimeout(() => void open(), Math.min(10_000, 400 * 2 ** Math.min(connection.attempt, 6)) * (0.5 + Math.random() / 2));
}

function hello(program: string): void {
  if (connection.program !== "" && connection.program !== program) {
    document.dispatchEvent(new CustomEvent("live-version", { detail: { from: connection.program, to: program } }));
  }

  connection.program = program;
}

function frame(seq: number, at: number, values: (number | null)[]): void {
  const missingAfter = accept(seq, at, values);
  if (!Number.isNaN(missingAfter) && missingAfter > 0) {
    gap(missingAfter);
  }
}

/** Reads again what was missed, a moment later: the store writes the newest second after the hub has sent it. */
function gap(from: number): void {
  mendFrom = Number.isNaN(mendFrom) ? from : Math.min(mendFrom, from);
  mending ??= setTimeout(() => {
    mending = undefined;
    const start = mendFrom;
    mendFrom = NaN;
    mend(start, edge());
  }, 1_000);
}

/** Without the hub the ids come over HTTP, so that the past can be drawn all the same. */
async function metrics(): Promise<void> {
  try {
    const response = await fetch("/api/metrics", { headers: { accept: "application/json" } });
    if (response.ok) {
      setSeries(await response.json() as SeriesInfo[], false);
    }
  } catch { /* the hub goes on trying, and brings the series itself */ }
}
