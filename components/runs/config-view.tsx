import { z } from "zod";
import { Facts } from "../ui/facts.tsx";
import { registry } from "../../workflows/steps/index.ts";

/** A step's config as it ran: fields by their titles, in the schema's order; texts of several lines as they are. */
export function ConfigView({ kind, config }: { kind: string; config: Record<string, unknown> }) {
  const titles = titlesOf(kind);
  const names = [
    ...Object.keys(titles).filter((name) => name in config),
    ...Object.keys(config).filter((name) => !(name in titles)),
  ];
  if (names.length === 0) return <p className="text-muted text-sm">This step has no settings.</p>;
  return (
    <Facts
      facts={names.map((name) => [titles[name] ?? name, <Value key={name} value={config[name]} />])}
    />
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined || value === "")
    return <span className="text-muted">not set</span>;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "number") return <>{String(value)}</>;
  if (typeof value === "string")
    return value.includes("\n") || value.length > 120 ? (
      <Block>{value}</Block>
    ) : (
      <code className="text-xs break-all">{value}</code>
    );
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return value.length === 0 ? (
      <span className="text-muted">none</span>
    ) : (
      <code className="text-xs break-words">{value.map(String).join(", ")}</code>
    );
  return <Block>{JSON.stringify(value, null, 2)}</Block>;
}

function Block({ children }: { children: string }) {
  return (
    <pre
      className="bg-sunken border-line max-h-72 overflow-auto rounded-md border p-2 font-mono text-xs"
      tabIndex={0}
    >
      {children}
    </pre>
  );
}

function titlesOf(kind: string): Record<string, string> {
  const schema = registry.get(kind)?.config;
  if (!(schema instanceof z.ZodObject)) return {};
  return Object.fromEntries(
    Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [
      name,
      field.meta()?.title ?? name,
    ]),
  );
}
