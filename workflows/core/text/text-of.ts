import { stringify } from "yaml";
import type { PipelineDocument } from "../document.ts";
import { sameJson } from "../json.ts";
import { parseYaml } from "./parse-yaml.ts";
import { patchText, withoutAliases } from "./patch-text.ts";

/**
 * The document as YAML. With the text that somebody wrote by hand, that text with no more changed than it takes to say what
 * the document says: comments, the order of keys, quotes and blank lines stay. Without one, in the order in which people
 * read it: what it is, params, steps, wires, layout last.
 */
export function textOf(document: PipelineDocument, source?: string | null): string {
  const wanted = JSON.parse(JSON.stringify(document)) as PipelineDocument;
  if (source) {
    if (says(source, wanted)) return source;
    const windows = source.includes("\r\n");
    const text = windows ? source.replaceAll("\r\n", "\n") : source;
    const patched = patchedText(text.endsWith("\n") ? text : `${text}\n`, wanted);
    if (patched !== null) return windows ? patched.replaceAll("\n", "\r\n") : patched;
  }
  const { apiVersion, name, title, description, params, nodes, wires, triggers, layout, ...rest } =
    wanted;
  return stringify(
    { apiVersion, name, title, description, params, nodes, wires, triggers, layout, ...rest },
    { lineWidth: 100, aliasDuplicateObjects: false },
  );
}

/** Null when the text cannot be made to say it, which then has to be written anew. */
function patchedText(text: string, wanted: PipelineDocument): string | null {
  const patched = patchText(text, wanted);
  if (patched !== null && says(patched, wanted)) return patched;
  // An edit inside what an anchor names changes what its aliases mean: then each says for itself what it means.
  const plain = withoutAliases(text);
  const again = plain === null ? null : patchText(plain, wanted);
  return again !== null && says(again, wanted) ? again : null;
}

function says(text: string, wanted: PipelineDocument): boolean {
  const parsed = parseYaml(text);
  return parsed.errors.length === 0 && sameJson(parsed.toJS({ maxAliasCount: 100 }), wanted);
}
