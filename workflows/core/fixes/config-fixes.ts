import { z } from "zod";
import { schemaFacts } from "../check-config.ts";
import { isPlainObject } from "../json.ts";
import { nearest } from "../nearest.ts";
import { fieldOf, fits, isBetter, withField, withNode, type Around, type Fix } from "./fix.ts";

interface Property {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  widget?: string;
}

/** An unknown kind that is nearly one. */
export function kindFixes({ problem, registry, nodes }: Around): Fix[] {
  const id = problem.anchor.node!;
  const near = nearest(nodes.get(id)?.node.kind ?? "", registry.keys());
  if (near === null) return [];
  return [
    {
      title: `Use the kind '${near}'`,
      apply: (document) => withNode(document, id, (node) => ({ ...node, kind: near })),
    },
  ];
}

/** A field that the kind does not know: the near one, or none. */
export function unknownFieldFixes(around: Around): Fix[] {
  const { node: id, field } = around.problem.anchor as { node: string; field: string };
  const known = around.nodes.get(id);
  if (!known?.step) return [];
  const config = known.node.config ?? {};
  const name = field.split(".").at(-1)!;
  const free = schemaFacts(known.step).fields.filter((one) => !Object.hasOwn(config, one));
  const near = field === name ? nearest(name, free) : null;
  const renamed: Fix | null = near
    ? {
        title: `Rename '${name}' to '${near}'`,
        apply: (document) =>
          withNode(document, id, (node) => ({
            ...node,
            config: Object.fromEntries(
              Object.entries(node.config ?? {}).map(([key, value]) => [
                key === name ? near : key,
                value,
              ]),
            ),
          })),
      }
    : null;
  const removed: Fix = {
    title: `Remove '${name}'`,
    apply: (document) => withField(document, id, field, undefined),
  };
  return better(around, [renamed, removed]);
}

/** A missing query has one beginning that changes nothing. */
export function missingFieldFixes(around: Around): Fix[] {
  const { node: id, field } = around.problem.anchor as { node: string; field: string };
  const step = around.nodes.get(id)?.step;
  if (!step || propertiesOf(step.config)[field]?.widget !== "sql" || !step.inputs["input"])
    return [];
  return better(around, [
    {
      title: "Begin with SELECT * FROM input",
      apply: (document) => withField(document, id, field, "SELECT * FROM input"),
    },
  ]);
}

/** A value that does not fit: as the type it reads as, the near choice, the nearest bound, or the default. */
export function valueFixes(around: Around): Fix[] {
  const { node: id, field } = around.problem.anchor as { node: string; field: string };
  const known = around.nodes.get(id);
  const property = known?.step && propertiesOf(known.step.config)[field];
  if (!property) return [];
  const value = fieldOf(known.node.config, field);
  const set = (next: unknown): Fix => ({
    title: `Use ${JSON.stringify(next)} instead`,
    apply: (document) => withField(document, id, field, next),
  });
  const candidates = [
    readAs(property, value),
    nearChoice(property, value),
    bounded(property, value),
  ];
  return better(around, [
    ...candidates.map((next) => (next === undefined ? null : set(next))),
    property.default === undefined
      ? null
      : {
          title: `Use the default, ${JSON.stringify(property.default)}`,
          apply: (document) => withField(document, id, field, undefined),
        },
  ]).slice(0, 2);
}

function readAs({ type }: Property, value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (type !== "number" && type !== "integer") return undefined;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function nearChoice({ enum: choices }: Property, value: unknown): unknown {
  if (typeof value !== "string" || !choices) return undefined;
  return (
    nearest(
      value,
      choices.filter((one) => typeof one === "string"),
    ) ?? undefined
  );
}

function bounded({ type, minimum, maximum }: Property, value: unknown): unknown {
  if (typeof value !== "number") return undefined;
  const whole = type === "integer" ? Math.round(value) : value;
  const next = Math.min(Math.max(whole, minimum ?? whole), maximum ?? whole);
  return next === value ? undefined : next;
}

/** A reference to a param that is not declared: the near one, where its value fits there, or its declaration. */
export function paramFixes({ problem, document, nodes }: Around): Fix[] {
  const { node: id, field } = problem.anchor as { node: string; field: string };
  const known = nodes.get(id);
  const value = fieldOf(known?.node.config, field);
  const declared = Object.keys(document.params ?? {});
  if (!known?.step || typeof value !== "string") return [];
  const name = [...value.matchAll(/\$\{\s*params\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g)]
    .map((match) => match[1]!)
    .find((one) => !declared.includes(one) && problem.message.includes(`params.${one},`));
  if (name === undefined) return [];
  const near = nearest(name, declared);
  const pattern = new RegExp(`(\\$\\{\\s*params\\.)${name}(\\s*\\})`, "g");
  const instead: Fix = {
    title: `Use params.${near} instead`,
    apply: (before) => withField(before, id, field, value.replaceAll(pattern, `$1${near}$2`)),
  };
  if (near !== null && fits(known.step, id, field, instead.apply(document))) return [instead];
  const property = propertiesOf(known.step.config)[field];
  const alone = /^\$\{[^}]*\}$/.test(value.trim());
  const type = alone && SCALARS.find((one) => one === property?.type);
  return [
    {
      title: `Add '${name}' to the params`,
      apply: (before) => ({
        ...before,
        params: {
          ...before.params,
          [name]: {
            type: type || "string",
            ...(alone && isScalar(property?.default) ? { default: property.default } : {}),
          },
        },
      }),
    },
  ];
}

const SCALARS = ["string", "number", "integer", "boolean"] as const;

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function better(around: Around, fixes: readonly (Fix | null)[]): Fix[] {
  const { node, field } = around.problem.anchor as { node: string; field: string };
  return fixes.filter(
    (fix): fix is Fix => fix !== null && isBetter(around, node, field, fix.apply(around.document)),
  );
}

const schemas = new WeakMap<z.ZodType, Record<string, Property>>();

function propertiesOf(schema: z.ZodType): Record<string, Property> {
  let known = schemas.get(schema);
  if (!known) {
    const { properties } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    schemas.set(schema, (known = isPlainObject(properties) ? (properties as never) : {}));
  }
  return known;
}
