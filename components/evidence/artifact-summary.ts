import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { isPlainObject } from "../../workflows/core/json.ts";
import { metricTitle, sortedMetrics } from "../../workflows/core/metrics.ts";
import type { PortType } from "../../workflows/core/ports.ts";
import { formatBytes, formatCell, formatMetric, plural } from "../ui/format.ts";
import { isPlain, plainText } from "./json-table.ts";

/** What an artifact is, in a few words, from its facts alone. */
export function artifactSummary({ type, meta, bytes }: ArtifactRef): string {
  const number = (name: string) => (typeof meta[name] === "number" ? meta[name] : null);
  const text = (name: string) => (typeof meta[name] === "string" ? meta[name] : null);
  switch (type) {
    case "dataset": {
      const columns =
        number("columnCount") ?? (Array.isArray(meta["columns"]) ? meta["columns"].length : null);
      return joined([
        counted(number("rows"), "row"),
        counted(columns, "column"),
        bytes > 0 && formatBytes(bytes),
      ]);
    }
    case "profile":
      return joined([counted(number("rows"), "row"), counted(number("columns"), "column")]);
    case "split": {
      const rows = Object.entries((meta["rows"] ?? {}) as Record<string, unknown>);
      return joined(
        rows.map(
          ([part, count]) =>
            typeof count === "number" && `${part} ${count.toLocaleString("en-US")}`,
        ),
      );
    }
    case "validation-report": {
      const failed = number("failedChecks") ?? 0;
      const checks = counted(number("checks"), "check");
      const rejected = number("rejected") ?? 0;
      return joined([
        checks && (failed === 0 ? `${checks} passed` : `${failed} of ${checks} failed`),
        rejected > 0 && `${plural(rejected, "row")} set aside`,
      ]);
    }
    case "model":
      return joined([
        text("algorithm"),
        text("target") && `predicts ${text("target")}`,
        formatBytes(bytes),
      ]);
    case "metrics":
    case "evaluation":
      return joined(
        sortedMetrics((meta["metrics"] ?? {}) as Record<string, unknown>)
          .slice(0, 3)
          .map(([name, value]) => `${metricTitle(name)} ${formatMetric(value)}`),
      );
    case "model-version":
      return joined([
        text("model") && `${text("model")} version ${String(meta["version"])}`,
        text("status"),
      ]);
    case "deployment":
      return joined([
        text("endpoint"),
        number("revision") !== null && `revision ${number("revision")}`,
      ]);
    default:
      return bytes > 0 ? formatBytes(bytes) : "";
  }
}

const INTEREST: PortType[] = [
  "evaluation",
  "validation-report",
  "model-version",
  "deployment",
  "model",
  "profile",
  "dataset",
  "split",
  "metrics",
];

/** Of several artifacts the one a reader most likely opened the step for. */
export function mostInteresting(
  artifacts: readonly (readonly [string, ArtifactRef])[],
): string | null {
  const ranked = artifacts
    .map(([port, { type }]) => ({ port, rank: INTEREST.indexOf(type) }))
    .sort((a, b) => (a.rank === -1 ? 99 : a.rank) - (b.rank === -1 ? 99 : b.rank));
  return ranked[0]?.port ?? null;
}

function counted(count: number | null, one: string): string | null {
  return count === null ? null : plural(count, one);
}

function joined(parts: readonly (string | null | false | undefined)[]): string {
  return parts.filter(Boolean).join(", ");
}

/** All that an artifact says of itself, as names and texts; what stands inside an object, metrics among it, is told singly. */
export function metaFacts(meta: ArtifactRef["meta"]): [string, string][] {
  return Object.entries(meta).flatMap(([name, value]): [string, string][] => {
    if (isPlainObject(value)) {
      if (name === "metrics" && Object.values(value).every((one) => typeof one === "number"))
        return sortedMetrics(value).map(([metric, one]) => [
          metricTitle(metric),
          formatMetric(one),
        ]);
      if (Object.values(value).every(isPlain))
        return Object.entries(value).map(([key, one]) => [`${name}, ${key}`, plainText(one)]);
    }
    return [[name, isPlain(value) ? plainText(value) : formatCell(value)]];
  });
}
