import type { ArtifactRef } from "../../../workflows/core/artifact.ts";
import type { Json } from "../../../workflows/core/json.ts";
import type { ItemResult } from "../../../workflows/core/step-context.ts";
import { ident, parquet, type Query } from "../../../workflows/core/tabular/sql.ts";
import type { Artifacts } from "../../artifacts.ts";
import { PenstockError } from "../../errors.ts";
import { compareJson } from "./compare-json.ts";

export const VERDICTS = ["identical", "within-tolerance", "different"] as const;

export interface Comparison {
  verdict: (typeof VERDICTS)[number];
  /** What differs, or in which way it is the same all the same. */
  why: string | null;
}

export interface Comparer {
  artifacts: Artifacts;
  query: Query;
  /** Contents that were found to be the same in effect, by hash: what names one may name the other. */
  counterparts: Map<string, string>;
}

/** How far predictions may lie apart; relative above 1. */
const PREDICTIONS = 1e-5;
/** Durations are no results. */
const DURATION = /(^|_)seconds$/;
const JSON_TYPES = new Set(["metrics", "evaluation", "profile", "validation-report", "split"]);
const MAX_JSON_BYTES = 64 * 1024 * 1024;

const identical: Comparison = { verdict: "identical", why: null };
const different = (why: string): Comparison => ({ verdict: "different", why });
const absent = different("the content of one of them is gone");

/**
 * Whether two artifacts of one port are the same: byte by byte, or in what they mean. Content that is gone, or that is not
 * what was recorded, is different.
 */
export async function compareArtifacts(
  comparer: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<Comparison> {
  if (a.type !== b.type) return different(`it was a ${a.type} and is a ${b.type}`);
  const found = await compareContents(comparer, a, b);
  if (found.verdict !== "different") comparer.counterparts.set(a.hash, b.hash);
  return found;
}

async function compareContents(
  comparer: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<Comparison> {
  try {
    if (a.type === "model") return await compareModels(comparer, a, b);
    const parts = await compareParts(comparer, a, b);
    if (parts.verdict === "different") return parts;
    const own = a.hash === b.hash ? identical : await compareOwn(comparer, a, b);
    return worseOf(parts, own);
  } catch (error) {
    if (error instanceof PenstockError && error.code === "conflict")
      return different(error.message);
    throw error;
  }
}

/** Whether the content of one of these, where there is such an artifact, is gone. */
async function anyGone({ artifacts }: Comparer, ...refs: (ArtifactRef | undefined)[]) {
  for (const ref of refs) if (ref && !(await artifacts.has(ref.hash))) return true;
  return false;
}

async function compareOwn(comparer: Comparer, a: ArtifactRef, b: ArtifactRef): Promise<Comparison> {
  const { artifacts } = comparer;
  if (await anyGone(comparer, a, b)) return absent;
  if (a.type === "dataset") return compareTables(comparer, a, b);
  if (a.type === "list") return compareLists(comparer, a, b);
  const small = Math.max(a.bytes, b.bytes) <= MAX_JSON_BYTES;
  if (small && (JSON_TYPES.has(a.type) || a.type === "artifact"))
    try {
      const [left, right] = [
        await artifacts.json<Json>(a.hash),
        await artifacts.json<Json>(b.hash),
      ];
      return ofJson(compareJson(left, right, comparer.counterparts));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  return different(`the content differs (${a.bytes} and ${b.bytes} bytes)`);
}

async function compareParts(
  comparer: Comparer,
  { parts: a = {} }: ArtifactRef,
  { parts: b = {} }: ArtifactRef,
): Promise<Comparison> {
  let worst = identical;
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[name], b[name]];
    const found =
      left && right
        ? await compareArtifacts(comparer, left, right)
        : different(left ? "is missing" : "is new");
    worst = worseOf(worst, { ...found, why: found.why && `part '${name}': ${found.why}` });
  }
  return worst;
}

/** Two models are the same when their figures are, and their predictions for the sample that the trainer kept. */
async function compareModels(
  comparer: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<Comparison> {
  const infos: { metrics?: Json }[] = [];
  if (await anyGone(comparer, a.parts?.["info"], b.parts?.["info"])) return absent;
  for (const { parts } of [a, b])
    infos.push(parts?.["info"] ? await comparer.artifacts.json(parts["info"].hash) : {});
  const [before, after] = infos.map(({ metrics }) => metrics ?? null) as [Json, Json];
  const metrics = ofJson(compareJson(before, after, comparer.counterparts));
  if (metrics.verdict === "different") return different(`its metrics: ${metrics.why}`);
  if (a.hash === b.hash) return metrics;
  const [left, right] = [a.parts?.["parity"], b.parts?.["parity"]];
  if (!left || !right)
    return different("the file differs, and there are no predictions to compare");
  if (await anyGone(comparer, left, right)) return absent;
  const furthest = await largestDifference(comparer, left, right);
  if (typeof furthest === "string") return different(furthest);
  const why = `predictions differ by ${furthest.toExponential(1)} at most`;
  return { verdict: furthest <= PREDICTIONS ? "within-tolerance" : "different", why };
}

/** The largest difference between the predictions for two samples; a sentence when they are not of the same rows. */
async function largestDifference(
  { artifacts, query }: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<number | string> {
  const left = parquet(await artifacts.whole(a.hash));
  const right = parquet(await artifacts.whole(b.hash));
  const columns = await columnsOf(query, left);
  if (columns.join() !== (await columnsOf(query, right)).join())
    return "its samples of predictions have other columns";
  const predicted = columns.filter((name) => name.startsWith("__p"));
  const given = columns.filter((name) => !name.startsWith("__p"));
  const sides = (names: string[]) =>
    [left, right].map(
      (table, side) =>
        `(SELECT ${names.map((name, at) => `${ident(name)} AS ${side ? "b" : "a"}${at}`).join(", ")} FROM ${table})`,
    );
  const unequal = [
    ...given.map((_, at) => `a${at} IS DISTINCT FROM b${at}`),
    "a0 IS NULL AND b0 IS NULL AND false",
  ].join(" OR ");
  const far = predicted.map(
    (_, at) =>
      `abs(a${given.length + at} - b${given.length + at}) / greatest(1, abs(a${given.length + at}))`,
  );
  const [from, to] = sides([...given, ...predicted]);
  const [row] = await query(
    `SELECT count(*) FILTER (WHERE ${unequal})::INT AS unequal, coalesce(max(greatest(${[...far, "0"].join(", ")})), 0)::DOUBLE AS furthest,
      (SELECT count(*) FROM ${left})::INT - (SELECT count(*) FROM ${right})::INT AS more
      FROM ${from} POSITIONAL JOIN ${to}`,
  );
  if (row!["more"] !== 0 || row!["unequal"] !== 0)
    return "its predictions are for other rows: the data it was trained on differs";
  return row!["furthest"] as number;
}

/** Tables are the same when they have the same rows, in whatever order; durations are left aside. */
async function compareTables(
  { artifacts, query }: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<Comparison> {
  const left = parquet(await artifacts.whole(a.hash));
  const right = parquet(await artifacts.whole(b.hash));
  const columns = await columnsOf(query, left);
  const others = await columnsOf(query, right);
  if (columns.join() !== others.join())
    return different(`its columns were ${columns.join(", ")} and are ${others.join(", ")}`);
  const compared =
    columns
      .filter((name) => !DURATION.test(name))
      .map(ident)
      .join(", ") || "1";
  const count = async (from: string, to: string) => {
    const [row] = await query(
      `SELECT count(*)::INT AS rows FROM (SELECT ${compared} FROM ${from} EXCEPT ALL SELECT ${compared} FROM ${to})`,
    );
    return row!["rows"] as number;
  };
  const [gone, more] = [await count(left, right), await count(right, left)];
  if (gone + more > 0) return different(`rows gone: ${gone}, new: ${more}`);
  return {
    verdict: "within-tolerance",
    why: "the same rows, in another order or with other durations",
  };
}

async function columnsOf(query: Query, table: string): Promise<string[]> {
  const rows = await query(`DESCRIBE SELECT * FROM ${table}`);
  return rows.map((row) => String(row["column_name"]));
}

async function compareLists(
  comparer: Comparer,
  a: ArtifactRef,
  b: ArtifactRef,
): Promise<Comparison> {
  const left = await comparer.artifacts.json<ItemResult[]>(a.hash);
  const right = await comparer.artifacts.json<ItemResult[]>(b.hash);
  if (left.length !== right.length)
    return different(`it had ${left.length} items and has ${right.length}`);
  let worst = identical;
  for (const [at, { index, status, output }] of left.entries()) {
    const other = right[at]!;
    const found =
      status !== other.status
        ? different(`it was ${status} and is ${other.status}`)
        : output && other.output
          ? await compareArtifacts(comparer, output, other.output)
          : output || other.output
            ? different("one of them gave nothing")
            : identical;
    worst = worseOf(worst, { ...found, why: found.why && `item ${index}: ${found.why}` });
    if (worst.verdict === "different") return worst;
  }
  return worst;
}

function ofJson({ why, inexact }: ReturnType<typeof compareJson>): Comparison {
  if (why !== null) return different(why);
  return inexact
    ? { verdict: "within-tolerance", why: "numbers differ by less than a millionth" }
    : identical;
}

function worseOf(a: Comparison, b: Comparison): Comparison {
  return VERDICTS.indexOf(b.verdict) > VERDICTS.indexOf(a.verdict) ? b : a;
}
