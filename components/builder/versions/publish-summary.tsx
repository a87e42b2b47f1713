"use client";
import { GitCompare } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { usePeople } from "../people/people-context.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { ChangeWord } from "./change-marks.tsx";
import { fieldName } from "./field-words.ts";
import { MY_DRAFT, versionSide, type Looking } from "./side.ts";
import { useChangesSinceBase } from "./use-since-base.ts";

const SHOWN = 8;

/** What is about to be published: all that differs from the version before. */
export function PublishSummary({ onLook }: { onLook: (looking: Looking) => void }) {
  const name = useEditor(({ document }) => document.name);
  const steps = useEditor(({ document }) => document.nodes.length);
  const base = usePeople((state) => state.base);
  const since = useChangesSinceBase(name, base);
  if (base === null)
    return (
      <p className="text-muted text-sm">
        The first version, with {steps === 1 ? "one step" : `${steps} steps`}.
      </p>
    );
  if (!since) return <p className="text-muted text-sm">Comparing with version {base}…</p>;
  if (since.summary === null)
    return (
      <p className="text-muted text-sm">
        Nothing differs from version {base}: there is nothing new to publish.
      </p>
    );
  const { changes } = since;
  return (
    <section aria-label={`Changes since version ${base}`} data-testid="publish-summary">
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 text-sm">
          <span className="font-medium">Since version {base}:</span>{" "}
          <span className="text-muted">{since.summary}</span>
        </h3>
        <Button
          size="sm"
          variant="ghost"
          icon={<GitCompare aria-hidden />}
          onClick={() => onLook({ kind: "compare", before: versionSide(base), after: MY_DRAFT })}
        >
          Look
        </Button>
      </div>
      <ul className="border-line mt-2 max-h-48 overflow-y-auto rounded-md border py-1">
        {changes.slice(0, SHOWN).map(({ id, change, title, fields }) => (
          <li key={id} className="flex items-center gap-2 px-3 py-0.5 text-sm">
            <ChangeWord change={change} />
            <span className="min-w-0 truncate">{title}</span>
            {change === "changed" && (
              <span className="text-muted min-w-0 flex-1 truncate text-xs">
                {fields.map(({ path }) => fieldName(path)).join(", ")}
              </span>
            )}
          </li>
        ))}
        {changes.length > SHOWN && (
          <li className="text-muted px-3 py-1 text-xs">and {changes.length - SHOWN} more</li>
        )}
      </ul>
    </section>
  );
}
