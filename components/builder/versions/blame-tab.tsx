"use client";
import { useQuery } from "@tanstack/react-query";
import { GitCommitHorizontal } from "lucide-react";
import { useContext, useMemo } from "react";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";
import { Loading, Problem } from "../../ui/states.tsx";
import { useTRPC } from "../../trpc.tsx";
import { Time } from "../../ui/time.tsx";
import { Avatar } from "../people/avatar.tsx";
import { usePeople } from "../people/people-context.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { BlameAs } from "./blame-as.ts";
import { fieldName, valueText } from "./field-words.ts";

type Blame = inferRouterOutputs<AppRouter>["pipelines"]["blame"];
type Field = Blame["fields"][number];

/** Of a step: who set each field, when, in which version, and why; by version, the newest first. */
export function BlameTab({ id }: { id: string }) {
  const trpc = useTRPC();
  const name = useEditor(({ document }) => document.name);
  const version = useContext(BlameAs);
  const saved = usePeople(({ save }) => save.status === "saved");
  const blame = useQuery({
    ...trpc.pipelines.blame.queryOptions({
      name,
      node: id,
      ...(version === null ? { draft: true } : { version }),
    }),
    // In the draft it is asked anew whenever something was saved.
    staleTime: version === null ? 0 : Infinity,
    enabled: version !== null || saved,
    retry: false,
  });
  const entries = useMemo(() => (blame.data ? byOrigin(blame.data) : []), [blame.data]);
  if (blame.isError)
    return (
      <div className="p-4">
        {blame.error.data?.code === "NOT_FOUND" ? (
          <p className="text-muted text-xs">
            This step is new and was not saved yet: who sets what is told from then on.
          </p>
        ) : (
          <Problem error={blame.error} retry={blame.refetch} />
        )}
      </div>
    );
  if (!blame.data)
    return (
      <div className="p-4">
        <Loading what="history" rows={4} />
      </div>
    );
  return (
    <ol className="pb-history" data-testid="blame">
      {entries.map(({ origin, set, unset, added }) => (
        <li key={origin.version ?? "draft"} className="pb-history-row">
          <Avatar person={origin.author} />
          <div className="min-w-0 flex-1">
            <p className="text-sm font-medium break-words">
              {origin.note?.split("\n")[0] ?? "In your draft, not published yet"}
            </p>
            <p className="text-muted flex flex-wrap items-center gap-x-1.5 text-xs">
              {origin.version !== null && (
                <>
                  <span className="text-fg font-medium">Version {origin.version}</span>
                  <span>·</span>
                </>
              )}
              <span>{origin.author.name}</span>
              <span>·</span>
              <Time at={origin.at} />
              {origin.commit && (
                <span className="inline-flex items-center gap-1" title={origin.commit}>
                  <GitCommitHorizontal aria-hidden className="size-3" />
                  <code>{origin.commit.slice(0, 8)}</code>
                </span>
              )}
            </p>
            <ul className="mt-1.5 flex flex-col gap-1">
              {set.map((field) => (
                <FieldLine key={field.path} field={field} added={added} />
              ))}
              {unset.map((field) => (
                <li key={field.path} className="text-xs break-words">
                  <span className="text-muted">{fieldName(field.path)}</span> was taken away; it was{" "}
                  <code>{short(field.before)}</code>
                </li>
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ol>
  );
}

function FieldLine({ field: { path, value, before }, added }: { field: Field; added: boolean }) {
  return (
    <li className="text-xs break-words">
      <span className="text-muted">{fieldName(path)}</span>{" "}
      <code title={valueText(value)}>{short(value)}</code>
      {!added && before !== undefined && (
        <span className="text-muted">
          {" "}
          was <code title={valueText(before)}>{short(before)}</code>
        </span>
      )}
    </li>
  );
}

function short(value: unknown): string {
  if (Array.isArray(value) && value.length > 2 && value.every((item) => typeof item !== "object"))
    return `${value.slice(0, 2).join(", ")} and ${value.length - 2} more`;
  const text = valueText(value);
  const [line = ""] = text.split("\n");
  return line.length > 40 || line !== text ? `${line.slice(0, 40)}…` : line;
}

interface Entry {
  origin: Field["origin"];
  set: Field[];
  unset: Field[];
  /** The step came in with it. */
  added: boolean;
}

function byOrigin({ fields, unset, added }: Blame): Entry[] {
  const entries = new Map<number | null, Entry>();
  const entry = (origin: Field["origin"]) => {
    const found = entries.get(origin.version) ?? {
      origin,
      set: [],
      unset: [],
      added: origin.version === added.version,
    };
    entries.set(origin.version, found);
    return found;
  };
  for (const field of fields) entry(field.origin).set.push(field);
  for (const field of unset) entry(field.origin).unset.push(field);
  entry(added);
  const place = (version: number | null) => version ?? Number.MAX_SAFE_INTEGER;
  return [...entries.values()].sort((a, b) => place(b.origin.version) - place(a.origin.version));
}
