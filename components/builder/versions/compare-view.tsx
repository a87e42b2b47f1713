"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { ArrowLeftRight, ArrowRight } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Canvas } from "../canvas/canvas.tsx";
import { usePeople } from "../people/people-context.tsx";
import { EditorContext } from "../store/editor-context.tsx";
import { ChangeMarks } from "./change-marks.tsx";
import { summaryOf } from "./changes.ts";
import { MovedArrows } from "./moved-arrows.tsx";
import { MY_DRAFT, readSide, sideText, versionSide, type Looking, type Side } from "./side.ts";
import type { Comparison } from "./use-compared.ts";
import { useVersions } from "./use-versions.ts";

/** Two documents as one picture, to be read: what was added, removed, changed and moved is marked. */
export function CompareView({
  name,
  comparison,
  onLook,
}: {
  name: string;
  comparison: Comparison;
  onLook: (looking: Looking | null) => void;
}) {
  const { before, after, found, error } = comparison;
  const compare = (a: Side, b: Side) => onLook({ kind: "compare", before: a, after: b });
  const options = useSides(name, [before, after]);
  const summary = found && summaryOf(found.compared.diff);
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="compare">
      <div className="bg-info-soft flex shrink-0 flex-wrap items-center gap-2 px-4 py-1.5 text-sm">
        <SideSelect
          label="Before"
          side={before}
          options={options}
          onChange={(side) => compare(side, after)}
        />
        <ArrowRight aria-label="compared with" className="text-muted size-4 shrink-0" />
        <SideSelect
          label="After"
          side={after}
          options={options}
          onChange={(side) => compare(before, side)}
        />
        <IconButton
          size="sm"
          label="Swap both sides"
          icon={<ArrowLeftRight aria-hidden />}
          onClick={() => compare(after, before)}
        />
        <span
          className="text-muted min-w-0 flex-1 truncate"
          role="status"
          title={summary ?? undefined}
        >
          {found ? (summary ?? "Nothing differs") : ""}
        </span>
        <Button size="sm" onClick={() => onLook(null)}>
          Back to the draft
        </Button>
      </div>
      {error !== null && (
        <p role="alert" className="text-danger p-4 text-sm">
          {error}
        </p>
      )}
      {!found && error === null && <SkeletonRows />}
      {found && (
        <EditorContext value={found.store}>
          <ChangeMarks value={found.marks}>
            <ReactFlowProvider key={`${sideText(before)} ${sideText(after)}`}>
              <div className="pb-compare flex min-h-0 flex-1">
                <Canvas readOnly minimap={false} />
              </div>
              <MovedArrows compared={found.compared} />
            </ReactFlowProvider>
          </ChangeMarks>
        </EditorContext>
      )}
    </div>
  );
}

function SideSelect({
  label,
  side,
  options,
  onChange,
}: {
  label: string;
  side: Side;
  options: readonly SelectOption<string>[];
  onChange: (side: Side) => void;
}) {
  return (
    <div className="w-36 lg:w-44">
      <Select
        size="sm"
        aria-label={label}
        value={sideText(side)}
        options={options}
        onValueChange={(text) => {
          const next = readSide(text);
          if (next) onChange(next);
        }}
      />
    </div>
  );
}

/** What can be compared: one's draft, others' drafts, all versions. */
function useSides(name: string, chosen: readonly Side[]): SelectOption<string>[] {
  const { items: versions } = useVersions(name);
  const drafts = usePeople((state) => state.drafts);
  const options: SelectOption<string>[] = [
    { value: sideText(MY_DRAFT), label: "My draft" },
    ...drafts.map(({ user }) => ({
      value: sideText({ kind: "draft-of", user: user.id }),
      label: `${user.name}’s draft`,
    })),
    ...versions.map(({ number, note }) => ({
      value: sideText(versionSide(number)),
      label: `Version ${number}`,
      hint: <span className="block max-w-64 truncate">{note.split("\n")[0]}</span>,
    })),
  ];
  for (const side of chosen)
    if (!options.some(({ value }) => value === sideText(side)))
      options.push({
        value: sideText(side),
        label: side.kind === "version" ? `Version ${side.number}` : "Another draft",
      });
  return options;
}
