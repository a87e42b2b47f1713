"use client";
import {
  CircleAlert,
  CircleCheck,
  Download,
  FileWarning,
  History,
  Keyboard,
  ListVideo,
  Map as MapIcon,
  MoreHorizontal,
  PanelLeft,
  Redo2,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import Link from "next/link";
import { errorsOf } from "../../workflows/core/problems.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { PeopleBar } from "./people/people-bar.tsx";
import { usePeople } from "./people/people-context.tsx";
import { SaveNote } from "./people/save-note.tsx";
import { RunButton } from "./run/run-button.tsx";
import { useEditor, useHistory } from "./store/editor-context.tsx";
import type { Frame } from "./use-frame.ts";

interface ToolbarProps {
  frame: Frame;
  onDownload: () => void;
  onPublish: () => void;
  /** Nothing may be changed, for lack of a right or because the pipeline is archived. */
  readOnly: boolean;
  mayRun: boolean;
  /** The draft is seen, and neither a published version nor a run's own graph. */
  drafting: boolean;
}

/** What the pipeline is called and how it stands, and what may be done with it as a whole. */
export function Toolbar(props: ToolbarProps) {
  const { frame, drafting } = props;
  const readOnly = props.readOnly || !drafting;
  const title = useEditor(({ document }) => document.title ?? document.name);
  const view = useEditor((state) => state.view);
  const setView = useEditor((state) => state.setView);
  const panel = useEditor((state) => state.panel);
  const archived = usePeople((state) => state.archived);
  const setPanel = useEditor((state) => state.setPanel);
  return (
    <div
      className="border-line bg-surface flex h-12 shrink-0 items-center gap-2 border-b px-3"
      role="toolbar"
      aria-label="Pipeline"
    >
      {!readOnly && (
        <IconButton
          size="sm"
          label={frame.palette ? "Hide the steps" : "Show the steps"}
          icon={<PanelLeft aria-hidden />}
          aria-pressed={frame.palette}
          onClick={() => frame.toggle("palette")}
        />
      )}
      <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1.5 text-sm">
        <Link href="/pipelines" className="text-muted hover:text-fg hidden lg:inline">
          Pipelines
        </Link>
        <span aria-hidden className="text-muted hidden lg:inline">
          /
        </span>
        <h1 className="truncate font-semibold" title={title}>
          {title}
        </h1>
      </nav>
      {!readOnly && <SaveNote />}
      {!readOnly && <HistoryButtons />}
      <div className="min-w-0 flex-1" />
      <PeopleBar />
      {drafting && (
        <SegmentedControl
          label="View"
          value={view}
          onValueChange={setView}
          options={[
            { value: "canvas", label: "Canvas" },
            { value: "yaml", label: "YAML" },
          ]}
        />
      )}
      {drafting && <ProblemCounts open={frame.problems} onClick={() => frame.toggle("problems")} />}
      <div className="flex">
        <IconButton
          size="sm"
          label="Versions"
          icon={<History aria-hidden />}
          aria-pressed={panel === "versions"}
          onClick={() => setPanel(panel === "versions" ? "inspector" : "versions")}
        />
        <IconButton
          size="sm"
          label="Runs"
          icon={<ListVideo aria-hidden />}
          aria-pressed={panel === "runs"}
          onClick={() => setPanel(panel === "runs" ? "inspector" : "runs")}
        />
        <Menu
          align="end"
          trigger={<IconButton size="sm" label="More" icon={<MoreHorizontal aria-hidden />} />}
        >
          <MenuItem icon={<Download aria-hidden />} onClick={props.onDownload}>
            Download as YAML
          </MenuItem>
          <MenuItem icon={<MapIcon aria-hidden />} onClick={() => frame.toggle("minimap")}>
            {frame.minimap ? "Hide the overview" : "Show the overview"}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={<Keyboard aria-hidden />}
            keys="?"
            onClick={() => frame.toggle("shortcuts")}
          >
            Keyboard shortcuts
          </MenuItem>
        </Menu>
      </div>
      {!readOnly && (
        <Button size="sm" onClick={props.onPublish}>
          Publish
        </Button>
      )}
      <RunButton
        why={
          archived
            ? "The pipeline is archived: restore it to run it."
            : props.mayRun
              ? null
              : "Your role may not start runs: ask an admin for the role of a designer."
        }
      />
    </div>
  );
}

function HistoryButtons() {
  const { undo, redo } = useHistory();
  const undoStep = useEditor((state) => state.undo);
  const redoStep = useEditor((state) => state.redo);
  return (
    <div className="flex">
      <IconButton
        size="sm"
        label="Undo"
        keys="Ctrl Z"
        icon={<Undo2 aria-hidden />}
        disabled={undo === 0}
        onClick={undoStep}
      />
      <IconButton
        size="sm"
        label="Redo"
        keys="Ctrl ⇧ Z"
        icon={<Redo2 aria-hidden />}
        disabled={redo === 0}
        onClick={redoStep}
      />
    </div>
  );
}

function ProblemCounts({ open, onClick }: { open: boolean; onClick: () => void }) {
  const problems = useEditor((state) => state.problems);
  const errors = errorsOf(problems).length;
  const warnings = problems.length - errors;
  const untaken = useEditor((state) => state.untaken !== null);
  const words =
    [
      errors && `${errors} ${errors === 1 ? "error" : "errors"}`,
      warnings && `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
      untaken && "text not taken over",
    ]
      .filter(Boolean)
      .join(", ") || "No problems";
  return (
    <button
      type="button"
      aria-label={words}
      aria-expanded={open}
      title={words}
      data-testid="problem-counts"
      onClick={onClick}
      className="hover:bg-hover flex h-7 items-center gap-1.5 rounded-md px-2 text-xs tabular-nums"
    >
      {problems.length === 0 && !untaken && <CircleCheck aria-hidden className="text-ok size-4" />}
      {untaken && <FileWarning aria-hidden className="text-danger size-4" />}
      {errors > 0 && (
        <span className="text-danger flex items-center gap-1">
          <CircleAlert aria-hidden className="size-4" /> {errors}
        </span>
      )}
      {warnings > 0 && (
        <span className="text-warn flex items-center gap-1">
          <TriangleAlert aria-hidden className="size-4" /> {warnings}
        </span>
      )}
    </button>
  );
}
