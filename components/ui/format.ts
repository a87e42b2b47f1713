import { plural } from "../../workflows/core/plural.ts";
import { absoluteTime } from "./relative-time.ts";

export { plural };

/** Text for figures, times and sizes. Times shown are local; those that come in are ISO strings in UTC. */

const counts = new Intl.NumberFormat("en-US");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const withSeconds = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export function formatCount(value: number): string {
  return counts.format(value);
}

export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? counts.format(value) : compact.format(value);
}

/** `All 3 checks`, `The one check`: what a sentence about all of them begins with. */
export function allOf(count: number, one: string): string {
  return count === 1 ? `The one ${one}` : `All ${plural(count, one)}`;
}

/** Four significant digits at most, plain notation between 0.0001 and a million. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return counts.format(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return value.toExponential(2);
  if (size >= 1000) return counts.format(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** A metric with four decimals below ten, so that columns of them line up. */
export function formatMetric(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return value.toExponential(1);
  return size < 10 ? value.toFixed(4) : formatNumber(value);
}

export function formatPercent(fraction: number, digits = 1): string {
  if (!Number.isFinite(fraction)) return "–";
  const text = (fraction * 100).toFixed(digits);
  // Never round something to nothing, or almost all to all.
  if (fraction > 0 && Number(text) === 0) return `<${(10 ** -digits).toFixed(digits)} %`;
  if (fraction < 1 && Number(text) === 100) return `>${(100 - 10 ** -digits).toFixed(digits)} %`;
  return `${text} %`;
}

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Milliseconds as people say them: `340 ms`, `4.2 s`, `3 m 07 s`, `2 h 14 m`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function dateTime(iso: string): string {
  return dates.format(new Date(iso));
}

/** With seconds, where several within a minute stand below one another. */
export function dateTimeSeconds(iso: string): string {
  return withSeconds.format(new Date(iso));
}

/** With seconds and zone, for a tooltip. */
export function exactTime(iso: string): string {
  return absoluteTime(new Date(iso));
}

export function clockTime(iso: string): string {
  return clock.format(new Date(iso));
}

/** With a capital letter at its beginning. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function shortHash(hash: string): string {
  return hash.slice(0, 10);
}

/** Text whose lines were broken by hand, as paragraphs and lists only break where they mean it. */
export function unwrapped(text: string): string {
  return text.trim().replace(/([^\n])\n(?![\n\s*\-•\d])/g, "$1 ");
}

/** Any JSON scalar for a table cell; objects and lists as JSON. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : formatNumber(value);
  if (typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
