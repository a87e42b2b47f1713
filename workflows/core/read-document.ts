import type { z } from "zod";
import {
  API_VERSION,
  documentSchema,
  MAX_NODES,
  type DocumentNode,
  type PipelineDocument,
} from "./document.ts";
import { parseShape } from "./document-issues.ts";
import { isPlainObject, notKept } from "./json.ts";
import type { Report } from "./problems.ts";

/** What was read of documents that are never changed in place, by their objects. */
export type ParsedParts = WeakMap<object, unknown>;

/** The document as it stands in the input; null where it cannot be read, which is reported. */
export function readDocument(
  input: unknown,
  report: Report,
  parts?: ParsedParts,
): PipelineDocument | null {
  if (!isPlainObject(input)) {
    report(
      "P001",
      {},
      "A pipeline is a YAML or JSON object that begins with 'apiVersion: penstock/v1': this is something else.",
    );
    return null;
  }
  const version = input["apiVersion"];
  if (typeof version === "string" && /^penstock\/v\d+$/.test(version) && version !== API_VERSION) {
    report(
      "P002",
      { field: "apiVersion" },
      `This document is of version '${version}'; this Penstock reads '${API_VERSION}': update Penstock, or export the pipeline for this version.`,
    );
    return null;
  }
  const nodes = input["nodes"];
  if (Array.isArray(nodes) && nodes.length > MAX_NODES) {
    report(
      "P004",
      { field: "nodes" },
      `The pipeline has ${nodes.length} nodes; ${MAX_NODES} are allowed: split it into several pipelines.`,
    );
    return null;
  }
  return parseDocument(input, report, parts);
}

function parseDocument(
  input: Record<string, unknown>,
  report: Report,
  parts: ParsedParts | undefined,
): PipelineDocument | null {
  let parsed;
  try {
    const known = parts && parseChanged(input, parts);
    if (known) return known;
    parsed = parseShape(input);
  } catch (error) {
    report(
      "P001",
      {},
      `The document cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return null;
  }
  if (!parsed.data) {
    for (const { path, message } of parsed.issues)
      reportAt(
        path,
        `${message} See the document's schema, /schema/penstock-v1.json.`,
        input,
        report,
      );
    return null;
  }
  const found = notKept(parsed.data);
  if (!found) return parsed.data;
  const path = found.field === "" ? [] : found.field.split(".");
  const where = found.field || "The document";
  reportAt(path, `${where}: ${found.why}: write it without.`, input, report);
  return null;
}

/** Reports a field of the document, with the node it stands in. */
function reportAt(
  path: PropertyKey[],
  message: string,
  { nodes }: Record<string, unknown>,
  report: Report,
): void {
  const field = path.join(".");
  const index = path[0] === "nodes" ? Number(path[1]) : NaN;
  const node = Array.isArray(nodes) && isPlainObject(nodes[index]) ? nodes[index]["id"] : undefined;
  report("P003", { field, ...(typeof node === "string" ? { node } : {}) }, message);
}

const { nodes: NODES, wires: WIRES, layout: LAYOUT } = documentSchema.shape;

/** The document, parsed only where it has other objects than before; null where anything in it does not fit. */
function parseChanged(input: Record<string, unknown>, parts: ParsedParts): PipelineDocument | null {
  const { nodes: rawNodes, wires: rawWires, layout: rawLayout, ...rest } = input;
  if (!Array.isArray(rawNodes) || notKept(rest)) return null;
  const nodes: DocumentNode[] = [];
  for (const raw of rawNodes) {
    const node = parseOnce(raw, NODES.element, parts);
    if (!node) return null;
    nodes.push(node.data);
  }
  const head = documentSchema.safeParse({ ...rest, nodes: [] });
  const wires = rawWires === undefined ? { data: undefined } : parseOnce(rawWires, WIRES, parts);
  const layout =
    rawLayout === undefined ? { data: undefined } : parseOnce(rawLayout, LAYOUT, parts);
  if (!head.success || !wires || !layout) return null;
  return {
    ...head.data,
    nodes,
    ...(wires.data ? { wires: wires.data } : {}),
    ...(layout.data ? { layout: layout.data } : {}),
  };
}

/** A part of the document, as parsed before where it is the same object; null where it does not fit. */
function parseOnce<T>(
  value: unknown,
  schema: z.ZodType<T>,
  parts: ParsedParts,
): { data: T } | null {
  if (typeof value !== "object" || value === null) return null;
  const before = parts.get(value);
  if (before !== undefined) return { data: before as T };
  if (notKept(value)) return null;
  const parsed = schema.safeParse(value);
  if (!parsed.success) return null;
  parts.set(value, parsed.data);
  return parsed;
}
