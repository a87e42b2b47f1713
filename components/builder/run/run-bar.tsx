"use client";
import {
  CirclePause,
  CirclePlay,
  ExternalLink,
  History,
  Pencil,
  RotateCw,
  Square,
  X,
  type LucideIcon,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, type RefObject } from "react";
import { plural, shortHash } from "../../ui/format.ts";
import { useNow } from "../../ui/use-now.ts";
import { isOver } from "../../runs/live-state.ts";
import { PausedBy } from "../../runs/paused-by.tsx";
import { CancelRun, useRunControl } from "../../runs/run-control.tsx";
import { statusText } from "../../runs/status.tsx";
import { runTimeWords } from "../../runs/timeline.ts";
import { placeWords } from "../../runs/wait-words.ts";
import { useCan } from "../../shell/use-can.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { StatusBadge, StatusIcon } from "../../ui/status-badge.tsx";
import { statusLook } from "../../ui/status-look.ts";
import { useCalmView, useOverlay, useOverlayStore } from "./overlay-context.tsx";
import type { RunView } from "../../runs/live/run-view.ts";
import type { RunAddress } from "./use-run-address.ts";

/** The run over the canvas: how it stands, and what may be done with it. */
export function RunBar({
  runId,
  address,
  onSummary,
}: {
  runId: string;
  address: RunAddress;
  /** Opens what is known of the run as a whole. */
  onSummary: () => void;
}) {
  const view = useCalmView();
  const lost = useOverlay((overlay) => overlay.lost);
  const { asRun, show } = address;
  const bar = useRef<HTMLElement>(null);
  return (
    <section
      ref={bar}
      tabIndex={-1}
      aria-label="The run on the canvas"
      data-testid="run-bar"
      className="bg-surface border-line @container relative flex h-10 shrink-0 items-center gap-2.5 border-b px-3 text-sm"
    >
      {/* What has no room is cut here; what can be pressed is whole at every width. */}
      <div className="-ml-1 flex h-full min-w-0 flex-1 items-center gap-2.5 overflow-hidden pl-1">
        {view ? <Facts view={view} lost={lost} onSummary={onSummary} /> : "Opening the run…"}
      </div>
      <SegmentedControl
        label="Graph"
        value={asRun ? "run" : "draft"}
        onValueChange={(as) => show(runId, as)}
        options={GRAPHS}
        className="shrink-0 [&_button]:whitespace-nowrap"
      />
      <div className="flex shrink-0 items-center">
        {view && <Controls view={view} bar={bar} />}
        <OpenPage id={runId} />
        <IconButton
          size="sm"
          label="Close the run and go on editing"
          keys="Esc"
          icon={<X aria-hidden />}
          onClick={() => show(null)}
        />
      </div>
      {view && <Share view={view} />}
    </section>
  );
}

const GRAPHS = [
  { value: "draft", name: "My draft", label: <GraphName icon={Pencil} name="My draft" /> },
  { value: "run", name: "As it ran", label: <GraphName icon={History} name="As it ran" /> },
] as const;

/** A word, or a picture where there is no room for words. */
function GraphName({ icon: Icon, name }: { icon: LucideIcon; name: string }) {
  return (
    <>
      <Icon aria-hidden className="@lg:hidden" />
      <span className="@max-lg:hidden">{name}</span>
    </>
  );
}

function Facts({ view, lost, onSummary }: { view: RunView; lost: boolean; onSummary: () => void }) {
  const { live, details } = view;
  const { run } = details;
  const now = useNow(!isOver(live.run.status));
  return (
    <>
      <button
        type="button"
        onClick={onSummary}
        title={`About this run, ${run.id}`}
        className="hover:bg-hover -mx-1 flex shrink-0 items-center gap-2.5 rounded-sm px-1"
      >
        <StatusBadge status={live.run.status} />
        <code className="@max-md:sr-only text-xs">{shortHash(run.id)}</code>
      </button>
      <span className="text-muted @max-xl:hidden shrink-0 tabular-nums">
        {runTimeWords({ ...live.run, createdAt: run.createdAt }, now)}
      </span>
      {lost ? (
        <span role="status" className="text-warn truncate text-xs">
          Connection lost, trying again…
        </span>
      ) : live.run.status === "queued" && run.position ? (
        <span className="text-muted @max-lg:hidden truncate text-xs">
          {placeWords(run.position)}
        </span>
      ) : (
        <>
          {live.run.status === "paused" && live.run.paused && (
            <span className="text-muted @max-2xl:hidden truncate text-xs">
              Paused by <PausedBy {...live.run.paused} />
            </span>
          )}
          <Counts view={view} />
        </>
      )}
    </>
  );
}

/** In the order in which one wants to know them. */
const COUNTED = [
  "failed",
  "running",
  "retrying",
  "waiting",
  "paused",
  "unserved",
  "queued",
  "done",
  "cached",
  "pinned",
  "handled",
  "skipped",
  "pending",
  "unbegun",
  "cancelled",
  "lost",
];

function countsOf({ nodes }: RunView): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { shown, inside } of nodes.values())
    if (inside === null) counts.set(shown, (counts.get(shown) ?? 0) + 1);
  return counts;
}

function Counts({ view }: { view: RunView }) {
  const counts = countsOf(view);
  const shown = COUNTED.filter((status) => counts.has(status));
  const words = shown.map(
    (status) => `${counts.get(status)} ${statusLook(status).label.toLowerCase()}`,
  );
  return (
    <ul
      aria-label={`Steps: ${words.join(", ")}`}
      // What has no room wraps out of sight. The empty first item keeps the line, so that no count has to stand on it.
      className="@max-xl:hidden flex h-5 min-w-0 flex-wrap content-start gap-x-2 overflow-hidden text-xs tabular-nums before:-mr-2 before:h-5"
    >
      {shown.map((status) => (
        <li
          key={status}
          title={`${plural(counts.get(status)!, "step")}: ${statusLook(status).label.toLowerCase()}`}
          className="flex h-5 shrink-0 items-center gap-1"
        >
          <StatusIcon status={status} className={statusText(status)} />
          {counts.get(status)}
        </li>
      ))}
    </ul>
  );
}

/** How much of the run has ended, along its lower edge. */
function Share({ view }: { view: RunView }) {
  const counts = countsOf(view);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const part = (...statuses: string[]) => ({
    width: `${(statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0) / Math.max(1, total)) * 100}%`,
  });
  return (
    <div aria-hidden className="absolute inset-x-0 -bottom-px flex h-0.5">
      <span className="bg-ok h-full" style={part("done", "cached", "pinned")} />
      <span className="bg-line-strong h-full" style={part("skipped", "handled")} />
      <span className="bg-danger h-full" style={part("failed", "lost")} />
      <span className="bg-info h-full opacity-60" style={part("running")} />
      <span className="bg-wait h-full opacity-60" style={part("waiting", "retrying", "paused")} />
    </div>
  );
}

function Controls({ view, bar }: { view: RunView; bar: RefObject<HTMLElement | null> }) {
  const mayControl = useCan("runs.control");
  const mayStart = useCan("runs.start");
  const { ask } = useOverlayStore().getState();
  const { pause, resume } = useRunControl();
  const { id } = view.details.run;
  const { status } = view.live.run;
  const paused = status === "paused";
  return (
    <>
      {/* One button for both: it keeps the focus when the one becomes the other. */}
      {mayControl && !isOver(status) && (
        <IconButton
          size="sm"
          label={paused ? "Resume the run" : "Pause the run"}
          icon={paused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
          onClick={() => {
            if (!pause.isPending && !resume.isPending) (paused ? resume : pause).mutate({ id });
          }}
        />
      )}
      {mayControl && !isOver(status) && (
        <CancelRun
          id={id}
          focusAfter={bar}
          trigger={<IconButton size="sm" label="Cancel the run" icon={<Square aria-hidden />} />}
        />
      )}
      {mayStart && status === "failed" && (
        <Button
          size="sm"
          icon={<RotateCw aria-hidden />}
          className="mr-1"
          onClick={() => ask({ what: "failed" })}
        >
          <span className="@max-2xl:sr-only whitespace-nowrap">Run what failed</span>
        </Button>
      )}
    </>
  );
}

function OpenPage({ id }: { id: string }) {
  const router = useRouter();
  return (
    <IconButton
      size="sm"
      label="Open the page of this run"
      icon={<ExternalLink aria-hidden />}
      onClick={() => router.push(`/runs/${id}`)}
    />
  );
}
