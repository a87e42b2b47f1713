import { isSeq } from "yaml";
import { own, withKey } from "../../workflows/core/json.ts";
import { parseYaml } from "../../workflows/core/text/parse-yaml.ts";

export type Path = readonly (string | number)[];

/** One change of a form: `undefined` takes a field out. */
export type Edit =
  | { op: "set"; path: Path; value: unknown }
  | { op: "add"; path: Path; value: unknown }
  | { op: "remove"; path: Path; index: number }
  | { op: "move"; path: Path; index: number; to: number };

/** The same change in the text, whose comments and order stay. */
export function editText(source: string, edit: Edit): string {
  const yaml = parseYaml(source);
  const { path } = edit;
  if (edit.op === "set") {
    if (edit.value === undefined) yaml.deleteIn(path);
    else yaml.setIn(path, yaml.createNode(edit.value));
  } else {
    const list = yaml.getIn(path, true);
    if (!isSeq(list)) yaml.setIn(path, yaml.createNode(edit.op === "add" ? [edit.value] : []));
    else if (edit.op === "add") {
      // An empty list is written as `[]`; what is added to it goes on lines of its own.
      list.flow = false;
      list.add(yaml.createNode(edit.value));
    } else {
      const [item] = list.items.splice(edit.index, 1);
      if (edit.op === "move") list.items.splice(edit.to, 0, item!);
    }
  }
  return yaml.toString({ lineWidth: 100, flowCollectionPadding: true });
}

/** The same change in the value; parts that it does not touch stay the same objects. */
export function editValue<Value>(value: Value, edit: Edit): Value {
  return change(value, edit.path, (found) => {
    if (edit.op === "set") return edit.value;
    const list = Array.isArray(found) ? [...(found as unknown[])] : [];
    if (edit.op === "add") list.push(edit.value);
    else {
      const [item] = list.splice(edit.index, 1);
      if (edit.op === "move") list.splice(edit.to, 0, item);
    }
    return list;
  }) as Value;
}

function change(value: unknown, path: Path, to: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to(value);
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    list[key as number] = change(list[key as number], rest, to);
    return list;
  }
  const object = (value ?? {}) as Record<string, unknown>;
  const name = String(key);
  return withKey(object, name, change(own(object, name), rest, to));
}
