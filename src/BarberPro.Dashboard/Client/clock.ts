// What time it is at the server, and how to say it in the day's own zone whatever the browser's zone is.

export interface Moment { perf: number; wall: number }

/** A point on the page's own clock, to measure from. */
export const moment = (): Moment => ({ perf: performance.now(), wall: Date.now() });

/** Milliseconds since then. A monotonic clock stands still while some machines sleep, the wall clock does not: the longer of the two is the truth. */
export const since = (then: Moment): number => Math.max(performance.now() - then.perf, Date.now() - then.wall, 0);

const root = document.documentElement;

// Server minus browser, milliseconds. Until the first frame by when the page was rendered (<html data-now>), else the browser is believed.
let offset = root.dataset["now"] ? Number(root.dataset["now"]) - Date.now() : 0;
let known = false;

/** A frame of the server's second `at` (Unix milliseconds) has come just now. */
export function heard(at: number): void {
  const seen = at - Date.now();
  // The quickest frame knows best; slower ones pull gently, and a clock that was set is followed at once.
  offset = !known || Math.abs(seen - offset) > 5_000 || seen > offset ? seen : offset + (seen - offset) * 0.01;
  known = true;
}

/** The server's Unix milliseconds, now. */
export const now = (): number => Date.now() + offset;

// ---------- the day's zone ----------

const defaultZone = "America/Argentina/Buenos_Aires";

export const zoneName = (): string => root.dataset["zoneName"] ?? "ART";

let formatter: Intl.DateTimeFormat | undefined;
let formatterZone = "";
const offsets = new Map<number, number>();

/** Seconds east of UTC of the day's zone at an instant (Unix seconds). */
export function zoneOffset(at: number): number {
  const zone = root.dataset["zone"] ?? defaultZone;
  if (zone !== formatterZone) {
    formatter = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    formatterZone = zone;
    offsets.clear();
  }

  const hour = Math.floor(at / 3600);
  let found = offsets.get(hour);
  if (found === undefined) {
    if (offsets.size > 200) {
      offsets.clear();
    }

    const part: Record<string, number> = {};
    for (const { type, value } of formatter!.formatToParts(hour * 3_600_000)) {
      part[type] = Number(value);
    }

    found = Date.UTC(part["year"]!, part["month"]! - 1, part["day"]!, part["hour"]!, part["minute"]!, part["second"]!) / 1000 - hour * 3600;
    offsets.set(hour, found);
  }

  return found;
}

const two = (n: number): string => (n < 10 ? "0" : "") + n;

/** Seconds since midnight in the day's zone. */
export const secondOfDay = (at: number): number => (((at + zoneOffset(at)) % 86_400) + 86_400) % 86_400;

export function hhmm(at: number): string {
  const s = secondOfDay(at);
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`;
}

export const hhmmss = (at: number): string => `${hhmm(at)}:${two(Math.floor(secondOfDay(at)) % 60)}`;

/** The Unix second of a time of day ("09:00", "24:00") on the zone's date of an instant. */
export function atTime(time: string, on: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return Math.floor(on - secondOfDay(on)) + hours * 3600 + minutes * 60 + seconds;
}

/** The operating hours of the day of an instant, Unix seconds. */
export const operatingHours = (on: number): [number, number] => [atTime(root.dataset["from"] ?? "09:00", on), atTime(root.dataset["to"] ?? "20:00", on)];

/** What "Day" shows: the operating hours while they last, before and after them the whole day, so that what is going on is always in view. */
export function shownDay(on: number): [number, number] {
  const hours = operatingHours(on);
  return on >= hours[0] && on <= hours[1] ? hours : [atTime("00:00", on), atTime("24:00", on)];
}

/** Reads an instant from an attribute: Unix seconds, Unix milliseconds, ISO 8601, or HH:MM of today. Not a number where it is none. */
export function instant(text: unknown): number {
  if (typeof text === "number") {
    return text > 1e11 ? text / 1000 : text;
  }

  if (typeof text !== "string" || text === "") {
    return NaN;
  }

  return /^\d\d:\d\d(:\d\d)?$/.test(text) ? atTime(text, now() / 1000) : /^\d+(\.\d+)?$/.test(text) ? instant(Number(text)) : Date.parse(text) / 1000;
}

// ---------- one tick a second for all clocks and ages of the page ----------

const tickers = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  clearTimeout(timer);
  for (const ticker of tickers) {
    ticker();
  }

  // Just after the server's whole second; a throttled timer only comes late, the age it shows is still measured.
  timer = tickers.size > 0 ? setTimeout(tick, 1010 - (now() % 1000)) : undefined;
}

const wake = (): void => { if (!document.hidden) { tick(); } };

export function onTick(ticker: () => void): void {
  tickers.add(ticker);
  if (tickers.size === 1) {
    document.addEventListener("visibilitychange", wake);
    timer ??= setTimeout(tick, 1010 - (now() % 1000));
  }
}

export function offTick(ticker: () => void): void {
  tickers.delete(ticker);
  if (tickers.size === 0) {
    document.removeEventListener("visibilitychange", wake);
    clearTimeout(timer);
    timer = undefined;
  }
}
