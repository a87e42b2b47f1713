"use client";
import { useState } from "react";
import { retryWords } from "../../workflows/core/retry.ts";
import { formatDuration } from "../ui/format.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { useNow } from "../ui/use-now.ts";
import { etaOf, shareOf, type UsualTime } from "./eta.ts";
import { ItemsBar } from "./items-bar.tsx";
import type { StepAttempt } from "./live-state.ts";
import type { NodeRun } from "./live/run-view.ts";
import { etaSentence, etaWords, nodeDetail, nodeProgress } from "./node-words.ts";
import { isGoingOn, statusText } from "./status.tsx";
import { elapsed } from "./timeline.ts";

/**
 * The state of a step in a run, in its shape and word, with the one thing that matters beside it. A count is never cut: what
 * has no room is left out, the last part first.
 */
export function RunFace({
  run,
  usual,
  told = true,
}: {
  run: NodeRun;
  /** How long the step took in earlier runs. */
  usual?: UsualTime | undefined;
  /** Whether there is room below to tell why it failed; else it stands here as far as it goes. */
  told?: boolean;
}) {
  const { shown, state, counts, blocked } = run;
  const now = useNow(isGoingOn(state.status) || blocked !== undefined);
  const time = elapsed(state, now);
  const running = state.status === "running" && run.inside === null;
  // In a run that is paused nothing tells when it will end.
  const underway = running && shown !== "paused";
  const progress = counts?.total
    ? { done: counts.done + counts.failed + counts.cancelled, total: counts.total }
    : state.last?.progress;
  // What it tells of its progress is of this attempt.
  const spent = state.last ? Math.max(0, now - Date.parse(state.last.startedAt)) : 0;
  const at = useProgressedAt(state.last, spent);
  const eta = underway ? etaOf(spent, progress && { ...progress, at }, usual) : null;
  const share = running && !counts ? shareOf(spent, progress, usual) : null;
  const failure = told ? null : failureWords(run, now);
  const why = state.retry ? null : failure;
  const detail = why ?? nodeDetail(run, now);
  const far = why === null ? nodeProgress(run) : null;
  const took = time !== null && !state.last?.cached && run.inside === null;
  const { label } = statusLook(shown);
  const title = [`${label} ${failure ?? detail}`, underway && etaSentence(eta)]
    .filter(Boolean)
    .join("\n");
  return (
    <div className="pb-run" data-run={shown} title={title}>
      <StatusIcon status={shown} className={`pb-run-icon ${statusText(shown)}`} />
      <span className={`pb-run-word ${statusText(shown)}`}>{label}</span>
      {far?.map((part, at) => (
        <span key={at} className="pb-run-part">
          {at > 0 ? `, ${part}` : part}
        </span>
      )) ?? <span className="pb-run-detail">{detail}</span>}
      {took && <span className="pb-run-time">{formatDuration(time)}</span>}
      {took && eta && <span className="pb-run-part">· {etaWords(eta)}</span>}
      {running && counts && <ItemsBar counts={counts} />}
      {share && <Bar {...share} />}
    </div>
  );
}

/**
 * When a step came as far as it is, in milliseconds since it began: as far as is known, when it was first shown.
 * @param spent milliseconds since it began
 */
function useProgressedAt(last: StepAttempt | null, spent: number): number {
  const [opened] = useState(() => new Date().toISOString());
  if (!last) return 0;
  const at = Date.parse(last.progressedAt ?? opened) - Date.parse(last.startedAt);
  return Math.min(spent, Math.max(0, at));
}

/** How far a running step is; hatched where only earlier runs tell. */
function Bar({ share, guessed }: { share: number; guessed: boolean }) {
  const percent = Math.round(share * 100);
  return (
    <div
      className="pb-run-bar"
      role="progressbar"
      aria-label={guessed ? "Progress, by earlier runs" : "Progress"}
      aria-valuenow={percent}
      data-guessed={guessed || undefined}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Whether there is why a step failed, or its last attempt did. */
export function isFailing({ state: { status, last, retry } }: NodeRun): boolean {
  return retry !== undefined || ((status === "failed" || status === "lost") && !!last?.error);
}

/** Why a step failed, or its last attempt did and when the next one begins; null for any other. */
export function failureWords(run: NodeRun, now: number): string | null {
  if (!isFailing(run)) return null;
  const { last, retry } = run.state;
  return retry ? retryWords(retry, now) : last!.error!.message;
}

/**
 * Below a step that failed, or is tried again: why; nothing for any other.
 * @param lines how many there is room for
 */
export function RunFailure({ run, lines = 4 }: { run: NodeRun; lines?: number }) {
  const { retry } = run.state;
  const now = useNow(retry !== undefined);
  const words = failureWords(run, now);
  if (words === null || lines < 1) return null;
  return (
    <div className="pb-run-tail" data-tail={retry ? "retrying" : run.shown} title={words}>
      <p style={{ WebkitLineClamp: lines }}>{words}</p>
    </div>
  );
}
