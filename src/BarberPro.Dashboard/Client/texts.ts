// Texts come from the page (<script type="application/json" id="live-texts">), so that they live with all others in resources.

const english: Record<string, string> = {
  Live: "Live", Late: "Late, {0} old", Stopped: "DATA STOPPED {0} {1}", Connecting: "Connecting", Reconnecting: "reconnecting, attempt {0}",
  DataAge: "Data {0} old", Paused: "Paused {0}", Missed: "{0} frames missed", AgeOld: "{0} old", NoData: "no data {0}", NoDataShort: "no data",
  StaleSince: "stale since {0}", Today: "today", Difference: "difference", Samples: "{0} samples", MinutesBefore: "{0} min before", ThisMinute: "this minute",
  FiringSince: "alert firing since {0}", Baseline: "baseline", NoValue: "–", Points: "pts", Minutes: "min", Seconds: "s", Hours: "h",
  InsideOutside: "{0} minutes in, {1} out, {2} without data", ChartNow: "{0}: now {1}", ChartNone: "{0}: no data",
  BoardAgo: "{0} ago", BoardAt: "{0}, {1}, {2} of {3}", BoardCards: "{0} cards", BoardTaken: "{0} picked up", BoardPut: "Put down: {0}", BoardLeft: "{0} stays where it was",
  BoardMet: "met", BoardMissed: "not met", BoardOffline: "Not connected: nothing can be changed until it is back",
};

let read: Record<string, string> | undefined;
let readFrom: Element | null = null;

/** The text of a key, with {0}, {1} filled in. */
export function text(key: string, ...values: (string | number)[]): string {
  const source = document.getElementById("live-texts");
  if (read === undefined || source !== readFrom) {
    readFrom = source;
    read = parse(source?.textContent);
  }

  const found = read[key] ?? english[key] ?? key;
  return values.length === 0 ? found : found.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ""));
}

function parse(json: string | null | undefined): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [key, value] of Object.entries(json ? JSON.parse(json) as Record<string, string> : {})) {
    all[key.replace(/^Client/, "")] = value; // the resource's own name or without its prefix
  }

  return all;
}
