import type { DocumentParam } from "../../../workflows/core/document.ts";

/**
 * A query with its references to params and items as a run would fill them, so that it can be parsed: defaults for params, 0 for what
 * a run alone knows. As long as the reference where that is possible, so that places in the text stay what they are.
 */
export function fillForCheck(sql: string, params: Readonly<Record<string, DocumentParam>>): string {
  return sql.replaceAll(
    /\$\{\s*(params\.([A-Za-z_]\w*)|item[.\w]*|index)\s*\}/g,
    (reference, _inner, name: string | undefined) => {
      const param = name !== undefined && Object.hasOwn(params, name) ? params[name] : undefined;
      return String(param?.default ?? 0).padEnd(reference.length);
    },
  );
}
