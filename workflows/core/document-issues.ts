import { z } from "zod";
import { valueAt, wanted } from "./check-config.ts";
import { documentSchema } from "./document.ts";
import { isPlainObject } from "./json.ts";
import { nearest } from "./nearest.ts";

interface DocumentIssue {
  /** Keys and indexes from the document down to what is wrong, which may not be there. */
  path: (string | number)[];
  /** A sentence that begins with where that is. */
  message: string;
  /** Whether it is a field that the document does not have. */
  isUnknown?: true;
}

type Parsed =
  | { data: z.infer<typeof documentSchema>; issues: [] }
  | { data: null; issues: DocumentIssue[] };

/** The value as a document, or all that is wrong with its shape, each as a sentence. */
export function parseShape(value: unknown): Parsed {
  const parsed = documentSchema.safeParse(value, { error: wanted });
  if (parsed.success) return { data: parsed.data, issues: [] };
  const issues = parsed.error.issues.flatMap((issue): DocumentIssue[] => {
    const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: at(path, `There is no field '${key}'; ${remedy(key, path, value)}`),
        isUnknown: true,
      }));
    if (path.length > 0 && valueAt(value, path) === undefined)
      return [{ path, message: at(path.slice(0, -1), `'${path.at(-1)}' is missing.`) }];
    return [{ path, message: at(path, `${issue.message}.`) }];
  });
  return { data: null, issues };
}

function at(path: DocumentIssue["path"], sentence: string): string {
  return path.length === 0 ? sentence : `${path.join(".")}: ${sentence}`;
}

function remedy(key: string, path: DocumentIssue["path"], value: unknown): string {
  const known = fieldsAt(path, value);
  const given = valueAt(value, path);
  const free = known.filter((one) => !isPlainObject(given) || !Object.hasOwn(given, one));
  const near = nearest(key, free);
  return near ? `did you mean '${near}'?` : `known are: ${known.join(", ")}.`;
}

/** What of JSON Schema the document's has. */
interface Shape {
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  oneOf?: Shape[];
  anyOf?: Shape[];
  const?: unknown;
}

let schema: Shape | undefined;

/** The fields that an object in the document may have, in the order of the schema. */
function fieldsAt(path: DocumentIssue["path"], value: unknown): string[] {
  schema ??= z.toJSONSchema(documentSchema, { io: "input", unrepresentable: "any" }) as Shape;
  let shapes = [schema];
  path.forEach((key, depth) => {
    shapes = shapes.flatMap((shape) => inside(shape, key));
    shapes = shapes.flatMap((shape) => fitting(shape, valueAt(value, path.slice(0, depth + 1))));
  });
  return [...new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function inside(shape: Shape, key: string | number): Shape[] {
  const { additionalProperties: other } = shape;
  const found =
    typeof key === "number"
      ? shape.items
      : (shape.properties?.[key] ?? (typeof other === "object" ? other : undefined));
  return found ? [found] : [];
}

/** Of a choice of shapes those whose fixed fields, such as `type`, are what the value has. */
function fitting(shape: Shape, value: unknown): Shape[] {
  const choice = shape.oneOf ?? shape.anyOf;
  if (!choice) return [shape];
  return choice.filter(({ properties = {} }) =>
    Object.entries(properties).every(
      ([key, one]) => one.const === undefined || valueAt(value, [key]) === one.const,
    ),
  );
}
