// Numbers as people of the page's language write them: true minus, explicit plus on differences, unit apart from its number.

import { text } from "./texts";

const formats = new Map<string, Intl.NumberFormat>();

export const language = (): string => document.documentElement.lang || "en";

/** 1,234.5 or 1.234,5; a true minus sign. */
export function number(value: number, decimals = 0): string {
  const key = `${language()} ${decimals}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: true });
    formats.set(key, format);
  }

  const said = format.format(value).replace("-", "−");
  return said.startsWith("−") && !/[1-9]/.test(said) ? said.slice(1) : said; // no "−0"
}

export interface Said { number: string; unit: string }

export interface Manner { unit: string; decimals: number; signed?: boolean }

/** A value as its number and unit, apart: some places set the unit smaller. Pieces more than one ("2 min 12 s") are joined in turn. */
export function pieces(value: number, { unit, decimals, signed }: Manner): Said[] {
  const sign = signed && value > 0 ? "+" : "";
  const size = Math.abs(value);
  if (unit === "s" && Math.round(size) >= 60) {
    return duration(size).map((piece, place) => place === 0 ? { ...piece, number: (value < 0 ? "−" : sign) + piece.number } : piece);
  }

  if (unit.startsWith("ARS")) {
    const per = signed ? "" : unit.slice(3); // "", "/min"
    const [power, letter] = size >= 999_500 ? [1e6, "M "] : size >= 10_000 ? [1e3, "k "] : [1, ""];
    return [{ number: sign + number(value / power, power === 1e6 ? 1 : power === 1 ? decimals : 0), unit: signed ? letter.trim() : `${letter}ARS${per}` }];
  }

  return [{ number: sign + number(value, decimals), unit: signed ? difference(unit) : unit }];
}

/** Shares differ in points; what a rate is of, its value beside it says already. */
const difference = (unit: string): string => (unit === "%" ? text("Points") : unit.includes("/") ? /^[kM](?= )/.exec(unit)?.[0] ?? "" : unit);

function duration(seconds: number): Said[] {
  const whole = Math.round(seconds);
  return whole >= 3600
    ? [{ number: number(Math.floor(whole / 3600)), unit: text("Hours") }, { number: number(Math.floor(whole / 60) % 60), unit: text("Minutes") }]
    : [{ number: number(Math.floor(whole / 60)), unit: text("Minutes") }, ...(whole % 60 === 0 ? [] : [{ number: number(whole % 60), unit: text("Seconds") }])];
}

/** The same in one string, with a space before each unit. */
export const said = (value: number, manner: Manner): string => pieces(value, manner).map(piece => piece.unit ? `${piece.number} ${piece.unit}` : piece.number).join(" ");

/** How old something is, in one unit and at most two: 1 s, 13 min, 2 h 5 min. */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} ${text("Seconds")}`
    : whole < 3600 ? `${Math.floor(whole / 60)} ${text("Minutes")}`
    : `${Math.floor(whole / 3600)} ${text("Hours")}${Math.floor(whole / 60) % 60 ? ` ${Math.floor(whole / 60) % 60} ${text("Minutes")}` : ""}`;
}
