import Link from "next/link";
import type { ReactNode } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { retryWords } from "../../workflows/core/retry.ts";
import { plural, sentenceCase, shortHash } from "../ui/format.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { StatusBadge, StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import type { Blocked } from "./blocked.ts";
import type { NodeState, StepAttempt } from "./live-state.ts";
import { SendEvent } from "./send-event.tsx";
import { isHeldUp, statusText } from "./status.tsx";
import type { ChildRun } from "./types.ts";
import { placeWords, sinceWords, untilWords, workerCommand } from "./wait-words.ts";

interface Props {
  runId: string;
  step: PlanNode;
  state: NodeState;
  blocked: Blocked | undefined;
  /** Of a sub-pipeline. */
  childRuns: readonly ChildRun[];
  now: number;
  reviewHref: string | null;
}

/** The sentence that matters about a step now: why it failed, what it waits for, why it was skipped, whose result it reused. */
export function StepNotice(props: Props) {
  const { step, state, blocked, childRuns, now } = props;
  const { last, status } = state;
  const held = isHeldUp(status) || (step.map && status === "running");
  if (blocked && held) return <BlockedNotice blocked={blocked} now={now} />;
  if (childRuns.length > 0) return <Children runs={childRuns} />;
  if (!last) return null;
  if (status === "failed" && last.error)
    return (
      <Notice status={step.tolerated ? "handled" : "failed"}>
        <p className="min-w-0 break-words whitespace-pre-wrap">{last.error.message}</p>
        {step.tolerated && (
          <p className="text-muted text-xs">
            The pipeline handles this failure: the run does not fail by it.
          </p>
        )}
      </Notice>
    );
  if (state.retry)
    return (
      <Notice status="retrying">
        <p className="min-w-0 break-words whitespace-pre-wrap">
          {sentenceCase(retryWords(state.retry, now))}.
        </p>
      </Notice>
    );
  if (status === "waiting") return <Waiting {...props} last={last} />;
  if ((status === "running" || status === "skipped") && last.reason && !step.map)
    return (
      <Notice status={status}>
        <p>{last.reason}</p>
      </Notice>
    );
  if (last.cached && last.cachedFrom) return <Reused step={step} from={last.cachedFrom} />;
  return null;
}

function BlockedNotice({ blocked, now }: { blocked: Blocked; now: number }) {
  const since = sinceWords(blocked.since, now);
  if (blocked.by === "slot")
    return (
      <Notice status="queued">
        <p>
          Waits for a slot {since}: {placeWords(blocked)}.
        </p>
      </Notice>
    );
  const many = blocked.count > 1 ? `, for ${plural(blocked.count, "item")}` : "";
  return (
    <Notice status={blocked.polled ? "queued" : "unserved"}>
      <p>
        Waits for a worker on queue <code>{blocked.queue}</code> {since}
        {many}.{!blocked.polled && " Nobody polls that queue: start a worker where it should run."}
      </p>
      {!blocked.polled && (
        <CodeBlock code={workerCommand(blocked.queue)} copyLabel="Copy command" className="mt-2" />
      )}
    </Notice>
  );
}

function Waiting({ runId, step, reviewHref, now, last }: Props & { last: StepAttempt }) {
  const { event, until } = last.waitsFor ?? {};
  const words = until ? untilWords(until, now) : null;
  return (
    <Notice
      status="waiting"
      action={event && <SendEvent name={event} runId={runId} step={step.title} />}
    >
      <p>
        {event ? (
          <>
            Waiting for the event <code>{event}</code>
            {words && `, ${words} at the latest`}.
          </>
        ) : words ? (
          `Waiting ${words}.`
        ) : (
          `Waiting for ${last.reason ?? "an event"}.`
        )}{" "}
        {reviewHref && (
          <Link href={reviewHref} className="text-accent font-medium underline">
            Open the review
          </Link>
        )}
      </p>
    </Notice>
  );
}

function Children({ runs }: { runs: readonly ChildRun[] }) {
  return (
    <div className="border-line bg-sunken mx-3 mb-3 max-h-40 overflow-y-auto rounded-md border px-3 py-2 text-sm">
      <ul className="flex flex-col gap-1">
        {runs.map(({ runId, name, status, item }) => (
          <li key={runId} className="flex flex-wrap items-center gap-x-2">
            <span className="text-muted">Its run{item ? ` for item ${item}` : ""}:</span>
            <Link href={`/runs/${runId}`} className="text-accent hover:underline">
              {name} <code className="text-xs">{runId}</code>
            </Link>
            <StatusBadge status={status} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Reused({ step, from }: { step: PlanNode; from: string }) {
  const link = (
    <Link href={`/runs/${from}?step=${step.id}`} className="text-accent underline">
      {shortHash(from)}
    </Link>
  );
  return step.pinned ? (
    <Notice status="pinned">
      <p>Nothing was run: what run {link} gave stands in for this step.</p>
    </Notice>
  ) : (
    <Notice status="cached">
      <p>
        Nothing was run: kind, settings and inputs are those of run {link}, whose result was reused.
      </p>
    </Notice>
  );
}

const BOXES: Record<string, string> = {
  danger: "border-danger bg-danger-soft",
  warn: "border-warn bg-warn-soft",
  wait: "border-wait bg-wait-soft",
  info: "border-info bg-info-soft",
};

function Notice({
  status,
  action,
  children,
}: {
  status: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const box = BOXES[statusLook(status).tone] ?? "border-line bg-sunken";
  return (
    <div className={`mx-3 mb-3 flex items-start gap-2 rounded-md border px-3 py-2 text-sm ${box}`}>
      <StatusIcon status={status} className={`mt-0.5 size-4 shrink-0 ${statusText(status)}`} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
