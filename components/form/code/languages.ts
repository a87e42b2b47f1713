import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import { StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

export type CodeLanguage = "sql" | "cel" | "yaml" | "json" | "python" | "text";

/** What an editor of SQL offers while one types. */
export interface SqlNames {
  /** Columns by table. */
  tables: Readonly<Record<string, readonly { name: string; type: string }[]>>;
  functions: readonly { name: string; signature: string; description: string }[];
}

const cel = StreamLanguage.define<null>({
  name: "cel",
  token(stream) {
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?/)) return "number";
    if (stream.match(/^(?:true|false|null|in)\b/)) return "keyword";
    if (stream.match(/^(?:input|params|steps|run|item|index)\b/)) return "variableName.special";
    if (stream.match(/^[A-Za-z_]\w*(?=\()/)) return "variableName.function";
    if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
    stream.next();
    return "operator";
  },
});

/** The grammar of a language, loaded when the first text of it is shown. */
export async function loadLanguage(language: CodeLanguage, names?: SqlNames): Promise<Extension> {
  switch (language) {
    case "cel":
      return cel;
    case "text":
      return [];
    case "python":
      return (await import("@codemirror/lang-python")).python();
    case "yaml":
    case "json":
      // JSON is YAML: one grammar less to load.
      return (await import("@codemirror/lang-yaml")).yaml();
    case "sql": {
      const { sql, PostgreSQL } = await import("@codemirror/lang-sql");
      const tables = Object.entries(names?.tables ?? {});
      const support = sql({
        // DuckDB's parser is PostgreSQL's.
        dialect: PostgreSQL,
        schema: Object.fromEntries(
          tables.map(([table, columns]) => [
            table,
            columns.map(({ name, type }) => ({
              label: name,
              type: "property",
              detail: type,
              ...(/^[a-z_]\w*$/.test(name) ? {} : { apply: `"${name.replaceAll('"', '""')}"` }),
            })),
          ]),
        ),
        ...(tables.length === 1 ? { defaultTable: tables[0]![0] } : {}),
      });
      return [
        support,
        support.language.data.of({ autocomplete: functionsSource(names?.functions ?? []) }),
      ];
    }
  }
}

function functionsSource(functions: SqlNames["functions"]): CompletionSource {
  const options = functions.map(({ name, signature, description }): Completion => ({
    label: name,
    apply: `${name}(`,
    type: "function",
    detail: signature,
    info: description || undefined,
    boost: -1,
  }));
  return (context) => {
    const word = context.matchBefore(/\w+/);
    if (!word && !context.explicit) return null;
    // Behind a table's name only its columns make sense.
    if (context.state.sliceDoc(Math.max(0, (word?.from ?? 0) - 1), word?.from) === ".") return null;
    return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
  };
}
