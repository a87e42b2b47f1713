import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { MAX_ITEMS } from "../../core/items.ts";
import { isPlainObject } from "../../core/json.ts";
import { ITEM, type ColumnsRule, type KnownColumn } from "../../core/known-columns.ts";

export const step = defineStep({
  kind: "control.map",
  version: 1,
  title: "Map",
  description:
    "Runs the steps inside it once for each item of a list, row of a table or file of a folder, some at once, and gathers what they give in order.",
  icon: "repeat",
  category: "control",
  config: z
    .strictObject({
      over: z.enum(["list", "grid", "count", "rows", "files"]).default("list").meta({
        title: "Over",
        description:
          "The items: of a list, every combination of a grid, the numbers from 0, the rows of the table that is wired in, or the files of a folder.",
      }),
      list: z
        .array(z.json())
        .max(10_000)
        .optional()
        .meta({
          title: "List",
          description: "The items, as JSON.",
          widget: "json",
          onlyWith: ["over", "list"],
        }),
      grid: z
        .record(z.string(), z.array(z.json()).min(1))
        .optional()
        .meta({
          title: "Grid",
          description:
            "Values by name; each combination is an item, for instance of a sweep. Names are taken in the order of the alphabet, the last one changing fastest.",
          widget: "json",
          onlyWith: ["over", "grid"],
        }),
      count: z
        .int()
        .min(0)
        .max(MAX_ITEMS)
        .optional()
        .meta({
          title: "Count",
          unit: "items",
          description: "How many items; each is its number, from 0.",
          onlyWith: ["over", "count"],
        }),
      folder: z
        .string()
        .max(1_000)
        .optional()
        .meta({
          title: "Folder",
          description: "One of the folders this installation may read; its files are the items.",
          onlyWith: ["over", "files"],
        }),
      pattern: z
        .string()
        .max(200)
        .default("*")
        .meta({
          title: "Pattern",
          description: "Which files of the folder, for instance *.csv.",
          onlyWith: ["over", "files"],
        }),
      window: z.int().min(1).max(500).default(20).meta({
        title: "Window",
        unit: "items",
        description: "How many items run at once.",
        widget: "slider",
      }),
      onFailure: z.enum(["fail-fast", "collect", "tolerate"]).default("fail-fast").meta({
        title: "When an item fails",
        description:
          "Fail fast stops the others; collect runs all and keeps the failures beside the results; tolerate does so up to a share.",
      }),
      tolerate: z
        .number()
        .min(0)
        .max(100)
        .default(5)
        .meta({
          title: "Tolerated share",
          unit: "%",
          description: "Percent of the items that may fail, with 'tolerate'.",
          widget: "slider",
          onlyWith: ["onFailure", "tolerate"],
        }),
    })
    .refine((config) => config.over !== "list" || config.list, {
      message: "give the items",
      path: ["list"],
    })
    .refine((config) => config.over !== "grid" || config.grid, {
      message: "give the values to combine",
      path: ["grid"],
    })
    .refine((config) => config.over !== "count" || config.count !== undefined, {
      message: "say how many",
      path: ["count"],
    })
    .refine((config) => config.over !== "files" || config.folder, {
      message: "name the folder",
      path: ["folder"],
    }),
  inputs: {
    table: {
      type: "dataset",
      title: "Table",
      description: "With 'rows': the table whose rows are the items.",
      optional: true,
    },
    result: {
      type: "any",
      title: "Result",
      description: "From inside: what is gathered of each item.",
      optional: true,
      inner: true,
    },
  },
  outputs: {
    results: {
      type: "list",
      title: "Results",
      description: "What the items gave, in their order.",
    },
    table: {
      type: "dataset",
      title: "Table",
      description: "A row for each item: how it ended, its values, and the facts of its result.",
      sometimes: true,
    },
  },
  columns: ({ config }) => ({
    table: { unknown: "Its columns are the facts of what the items give, known after a run." },
    ...itemFields(config),
  }),
  run: { queue: "control", startToClose: "30m", attempts: 3, cache: "never" },
  onReproduce: "repeat",
  example: { over: "grid", grid: { maxDepth: [3, 6], learningRate: [0.1, 0.3] } },
});

/** What `${item.…}` may name inside the map; nothing where its items have no fields. */
function itemFields({ over, list, grid }: Record<string, unknown>): Record<string, ColumnsRule> {
  switch (over) {
    case "rows":
      return { [ITEM]: { same: "table" } };
    case "files":
      return {
        [ITEM]: {
          columns: [
            { name: "name", type: "text" },
            { name: "bytes", type: "integer" },
            { name: "source", type: "text" },
          ],
        },
      };
    case "grid":
      if (!isPlainObject(grid)) return {};
      return {
        [ITEM]: {
          columns: Object.entries(grid).map(([name, values]) =>
            fieldOf(name, Array.isArray(values) ? values : []),
          ),
        },
      };
    case "count":
      return {};
    default: {
      if (!Array.isArray(list) || list.length === 0 || !list.every(isPlainObject)) return {};
      const items = list as Record<string, unknown>[];
      const names = new Set(items.flatMap((item) => Object.keys(item)));
      return {
        [ITEM]: {
          columns: [...names].map((name) =>
            fieldOf(
              name,
              items.flatMap((item) => item[name] ?? []),
            ),
          ),
        },
      };
    }
  }
}

function fieldOf(name: string, values: readonly unknown[]): KnownColumn {
  const is = (test: (value: unknown) => boolean) => values.length > 0 && values.every(test);
  const type = is(Number.isInteger)
    ? "integer"
    : is((value) => typeof value === "number")
      ? "number"
      : is((value) => typeof value === "boolean")
        ? "boolean"
        : is((value) => typeof value === "string")
          ? "text"
          : "other";
  return { name, type };
}
