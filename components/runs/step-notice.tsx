import Link from "next/link";
import { shortHash } from "../evidence/format.ts";
import type { NodeState } from "./live-state.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusText } from "./status.tsx";

/** The sentence that matters about a step now: why it failed, what it waits for, why it was skipped, whose result it reused. */
export function StepNotice({ state, reviewHref }: { state: NodeState; reviewHref: string | null }) {
  const { last, status } = state;
  if (!last) return null;
  if (status === "failed" && last.error)
    return (
      <Notice look="border-danger bg-danger-soft">
        <StatusIcon status="failed" className={`mt-0.5 size-4 shrink-0 ${statusText("failed")}`} />
        <p className="min-w-0 break-words whitespace-pre-wrap">{last.error.message}</p>
      </Notice>
    );
  if (status === "waiting")
    return (
      <Notice look="border-wait bg-wait-soft">
        <StatusIcon
          status="waiting"
          className={`mt-0.5 size-4 shrink-0 ${statusText("waiting")}`}
        />
        <p>
          Waiting for {last.reason ?? "an event"}.{" "}
          {reviewHref && (
            <Link href={reviewHref} className="text-accent font-medium hover:underline">
              Open the review
            </Link>
          )}
        </p>
      </Notice>
    );
  if (status === "running" && last.reason)
    return (
      <Notice look="border-info bg-info-soft">
        <StatusIcon
          status="running"
          className={`mt-0.5 size-4 shrink-0 ${statusText("running")}`}
        />
        <p>{last.reason}</p>
      </Notice>
    );
  if (status === "skipped" && last.reason)
    return (
      <Notice look="border-line bg-sunken">
        <StatusIcon
          status="skipped"
          className={`mt-0.5 size-4 shrink-0 ${statusText("skipped")}`}
        />
        <p>{last.reason}</p>
      </Notice>
    );
  if (last.cached && last.cachedFrom)
    return (
      <Notice look="border-line bg-sunken">
        <StatusIcon status="cached" className={`mt-0.5 size-4 shrink-0 ${statusText("cached")}`} />
        <p>
          Nothing was run: kind, settings and inputs are those of run{" "}
          <Link
            href={`/runs/${last.cachedFrom}?step=${last.node}`}
            className="text-accent hover:underline"
          >
            {shortHash(last.cachedFrom)}
          </Link>
          , whose result was reused.
        </p>
      </Notice>
    );
  return null;
}

function Notice({ look, children }: { look: string; children: React.ReactNode }) {
  return (
    <div className={`mx-3 mb-3 flex gap-2 rounded-md border px-3 py-2 text-sm ${look}`}>
      {children}
    </div>
  );
}
