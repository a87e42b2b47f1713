import { columnsReaching, columnUses, whereLost } from "../check-columns.ts";
import { isKnown, ITEM } from "../known-columns.ts";
import { nearest } from "../nearest.ts";
import { fieldOf, isBetter, withField, type Around, type Fix } from "./fix.ts";

/** A column that is not there: its new name, the near one, or, in a list, without it. */
export function columnFixes(around: Around): Fix[] {
  const { nodes, needs, columns, document } = around;
  const { node: id, field } = around.problem.anchor as { node: string; field: string };
  const known = nodes.get(id);
  const reaching = columnsReaching(id, nodes, needs, columns);
  if (!known?.step || !reaching) return [];
  const use = columnUses(known.step, known.config).find((one) => one.field === field);
  if (!use || fieldOf(known.node.config, field) !== use.column) return [];
  const path = field.split(".");
  const list = /^\d+$/.test(path.at(-1)!)
    ? (fieldOf(known.node.config, path.slice(0, -1).join(".")) as unknown[])
    : null;
  const fitting = [...reaching.values()]
    .filter(({ name, type }) => !list?.includes(name) && (use.types?.any.includes(type) ?? true))
    .map(({ name }) => name);
  const renamed = whereLost(id, use.column, { nodes, needs, known: columns })?.renamed;
  const instead = renamed && fitting.includes(renamed) ? renamed : nearest(use.column, fitting);
  const fixes: Fix[] = [];
  if (instead)
    fixes.push({
      title: `Use '${instead}' instead`,
      apply: (before) => withField(before, id, field, instead),
    });
  const without = withField(document, id, field, undefined);
  if (list && isBetter(around, id, field, without))
    fixes.push({
      title: `Leave '${use.column}' out`,
      choice: true,
      apply: (before) => withField(before, id, field, undefined),
    });
  return fixes;
}

/** What the server found would do in the SQL's or the source's place. */
export function faultFixes({ problem, nodes, columns }: Around): Fix[] {
  const id = problem.anchor.node!;
  const fault = Object.values(columns[id] ?? {})
    .flatMap((one) => (isKnown(one) || one.of !== id || !one.fault ? [] : [one.fault]))
    .find((one) => one.field === problem.anchor.field);
  const text = fault && fieldOf(nodes.get(id)?.node.config, fault.field);
  if (!fault?.instead || typeof text !== "string") return [];
  const { from, to } = fault.instead;
  const next = replaceName(text, from, to);
  if (next === text) return [];
  return [
    {
      title: `Use '${to}' instead of '${from}'`,
      apply: (document) => withField(document, id, fault.field, next),
    },
  ];
}

/** A field that the items of the map do not have, and one that was certainly meant. */
export function itemFixes({ problem, nodes, columns }: Around): Fix[] {
  const { node: id, field } = problem.anchor as { node: string; field: string };
  const known = nodes.get(id);
  const item = known?.node.parent === undefined ? undefined : columns[known.node.parent]?.[ITEM];
  const value = fieldOf(known?.node.config, field);
  if (!isKnown(item) || value === undefined) return [];
  const text = JSON.stringify(value);
  const names = item.columns.map(({ name }) => name);
  const wrong = [...text.matchAll(/\$\{\s*item\.([A-Za-z_][A-Za-z0-9_]*)/g)]
    .map((match) => match[1]!)
    .find((name) => !names.includes(name) && problem.message.includes(`'${name}'`));
  const near = wrong === undefined ? null : nearest(wrong, names);
  if (near === null || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(near)) return [];
  const pattern = new RegExp(`(\\$\\{\\s*item\\.)${wrong}(?![A-Za-z0-9_])`, "g");
  return [
    {
      title: `Use item.${near} instead`,
      apply: (document) =>
        withField(document, id, field, JSON.parse(text.replaceAll(pattern, `$1${near}`))),
    },
  ];
}

/** A name as a whole, in a text; quoted where it has to be. */
function replaceName(text: string, from: string, to: string): string {
  if (text === from || text.startsWith(`${from}@`)) return text.replace(from, () => to);
  const name = from.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const plain = /^[A-Za-z_]\w*$/.test(to) ? to : `"${to.replaceAll('"', '""')}"`;
  return text.replaceAll(new RegExp(`"${name}"|(?<![\\w"'])${name}(?![\\w"'])`, "g"), () => plain);
}
