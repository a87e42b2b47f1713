"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { ShieldAlert, ShieldCheck, ShieldQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import type { AppRouter } from "../../server/router.ts";
import { Problem } from "../ui/states.tsx";
import { Hash } from "../ui/hash.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Notice } from "../ui/notice.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { SpinnerIcon } from "../ui/spinner.tsx";
import { Time } from "../ui/time.tsx";

type State = inferRouterOutputs<AppRouter>["audit"]["state"];

const UNDERWAY_MS = 1_000;
const IDLE_MS = 30_000;

/** Whether the record is as it was written: how long it is, how far that was verified, and when it was sealed. */
export function ChainState() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const verify = useMutation(
    trpc.audit.verify.mutationOptions({
      trpc: { context: { skipBatch: true } },
      onSettled: () => client.invalidateQueries({ queryKey: trpc.audit.pathKey() }),
    }),
  );
  const query = useQuery(
    trpc.audit.state.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) =>
        verify.isPending || data?.verifying ? UNDERWAY_MS : IDLE_MS,
    }),
  );
  const { data: state, error, refetch } = query;
  if (error && !state)
    return (
      <div className="mb-4">
        <Problem error={error} retry={refetch} />
      </div>
    );
  if (!state) return <SkeletonRows rows={1} label="Loading the state of the record…" />;
  const broken = state.verified?.fault ?? null;
  return (
    <section aria-label="State of the record" className="mb-4">
      <div className="bg-surface border-line shadow-card flex min-h-14 flex-wrap items-center gap-x-6 gap-y-2 rounded-lg border px-4 py-2.5">
        <Standing state={state} pending={verify.isPending} />
        <Fact name="Sealed">
          {state.sealed ? (
            <>
              <Time at={state.sealed.at} />
              <span className="text-muted">, up to {n(state.sealed.seq)}</span>
            </>
          ) : (
            "not yet"
          )}
        </Fact>
        {state.hash && (
          <Fact name="Last hash">
            <Hash hash={state.hash} />
          </Fact>
        )}
        <Fact name="Key" className="max-xl:hidden">
          <code className="text-xs">{state.keyId}</code>
        </Fact>
        <Button
          size="sm"
          className="ml-auto"
          icon={<ShieldCheck aria-hidden />}
          pending={verify.isPending || state.verifying !== null}
          disabled={state.entries === 0}
          onClick={() => verify.mutate()}
        >
          Verify
        </Button>
      </div>
      {broken && (
        <Notice tone="danger" className="mt-2" title="The record is not as it was written">
          {broken.sentence} Keep a copy of the database as it is, and compare it with the last
          exported record.
        </Notice>
      )}
      {verify.error && (
        <div className="mt-2">
          <Problem error={verify.error} retry={() => verify.mutate()} />
        </div>
      )}
    </section>
  );
}

function Standing({ state, pending }: { state: State; pending: boolean }) {
  const { entries, verified, verifying } = state;
  const count = `${n(entries)} ${entries === 1 ? "entry" : "entries"}`;
  if (pending || verifying)
    return (
      <Line icon={<SpinnerIcon />} title={count} tone="text-info">
        {verifying && verifying.of > 0
          ? `Verifying: ${n(verifying.checked)} of ${n(verifying.of)}`
          : "Verifying…"}
      </Line>
    );
  if (!verified)
    return (
      <Line icon={<ShieldQuestionMark aria-hidden />} title={count} tone="text-muted">
        Linked into a chain, not verified yet
      </Line>
    );
  if (!verified.ok)
    return (
      <Line icon={<ShieldAlert aria-hidden />} title={count} tone="text-danger">
        Broken at entry {n(verified.fault?.seq ?? 0)}, found <Time at={verified.at} /> by{" "}
        {verified.by}
      </Line>
    );
  return (
    <Line icon={<ShieldCheck aria-hidden />} title={count} tone="text-ok">
      Verified through {n(verified.through)}, <Time at={verified.at} /> by {verified.by}
    </Line>
  );
}

function Line({
  icon,
  title,
  tone,
  children,
}: {
  icon: ReactNode;
  title: string;
  tone: string;
  children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span className={cx("[&_svg]:size-5", tone)}>{icon}</span>
      <div className="min-w-0">
        <p className="text-sm font-semibold tabular-nums">{title}</p>
        <p className="text-muted text-xs tabular-nums" aria-live="polite">
          {children}
        </p>
      </div>
    </div>
  );
}

function Fact({
  name,
  className,
  children,
}: {
  name: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cx("min-w-0", className)}>
      <p className="text-muted text-xs">{name}</p>
      <p className="text-sm tabular-nums">{children}</p>
    </div>
  );
}

function n(value: number): string {
  return value.toLocaleString("en");
}
