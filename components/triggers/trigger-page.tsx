"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { PausedBy } from "../runs/paused-by.tsx";
import { dateTime, formatCell, plural } from "../ui/format.ts";
import { Facts } from "../ui/facts.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { Loading, PageProblem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { FiringsCard } from "./firings-card.tsx";
import { TriggerKind } from "./kinds.tsx";
import { NextTimesCard } from "./next-times-card.tsx";
import { NotMoved } from "./not-moved.tsx";
import { stateOf } from "./state-of.ts";
import { TriggerActions } from "./trigger-actions.tsx";
import type { TriggerDetails } from "./types.ts";
import { WebhookCard } from "./webhook-card.tsx";

/** A trigger: what it waits for, when it comes next, and what it has done. */
export function TriggerPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.triggers.get.queryOptions({ id }, { refetchInterval: REFRESH }));
  if (query.error && !query.data)
    return (
      <PageProblem
        title="Trigger"
        back={{ href: "/triggers", label: "Triggers" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="trigger" rows={8} />;
  const trigger = query.data;
  return (
    <>
      <PageHeader
        title={trigger.title ?? trigger.name}
        breadcrumbs={[{ href: "/triggers", label: "Triggers" }]}
        meta={<StatusBadge status={stateOf(trigger)} />}
        description={trigger.sentence}
        actions={<TriggerActions trigger={trigger} />}
      />
      <div className="flex flex-col gap-4">
        <MoveNotice pipeline={trigger.pipeline} />
        {trigger.paused && (
          <Notice
            tone="warn"
            title={
              trigger.pausedBy ? (
                <>
                  Paused by <PausedBy {...trigger.pausedBy} />
                </>
              ) : (
                "Paused"
              )
            }
          >
            <p>{trigger.pauseNote ?? "It was published so."}</p>
            <p>It starts nothing by itself until it is resumed; by hand it can still be fired.</p>
          </Notice>
        )}
        {/* A webhook's card says that it has no secret, with the button that makes one. */}
        {trigger.cannotFire && !trigger.webhook && (
          <Notice tone="warn" title="It cannot fire">
            {trigger.cannotFire}
          </Notice>
        )}
        {trigger.lastError && trigger.lastError !== trigger.cannotFire && (
          <Notice tone="danger" title="Its last start was refused">
            {trigger.lastError}
          </Notice>
        )}
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_28rem]">
          <div className="flex min-w-0 flex-col gap-4">
            {trigger.webhook && <WebhookCard trigger={trigger} webhook={trigger.webhook} />}
            <FiringsCard id={trigger.id} />
          </div>
          <div className="order-first grid min-w-0 items-start gap-4 md:grid-cols-2 xl:order-none xl:grid-cols-1">
            <About trigger={trigger} />
            {trigger.nextTimes.length > 0 && (
              <NextTimesCard
                times={trigger.nextTimes}
                clockChange={trigger.clockChange}
                spec={trigger.spec}
              />
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function MoveNotice({ pipeline }: { pipeline: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.triggers.list.queryOptions({ limit: 1, pipeline }));
  return data?.notMoved.map((one) => <NotMoved key={one.pipeline} {...one} />);
}

function About({ trigger }: { trigger: TriggerDetails }) {
  const { schedule } = trigger;
  const spec: Record<string, unknown> = trigger.spec;
  const field = (name: string) => (name in spec ? formatCell(spec[name]) : undefined);
  const params = Object.entries(trigger.spec.params ?? {});
  const byTime = schedule !== null;
  return (
    <Card title="About">
      <Facts
        facts={[
          ["Kind", <TriggerKind key="k" type={trigger.type} />],
          [
            "Starts",
            <span key="p">
              <Link href={`/pipelines/${trigger.pipeline}`} className="text-accent underline">
                {trigger.pipeline}
              </Link>{" "}
              version {trigger.version}
            </span>,
          ],
          ["Name", <code key="n">{trigger.name}</code>],
          ["Cron", "cron" in spec ? <code key="c">{field("cron")}</code> : undefined],
          [
            "Time zone",
            field("timezone") ?? (byTime && trigger.type !== "interval" ? "UTC" : undefined),
          ],
          ["If one still runs", byTime ? OVERLAP[field("overlap") ?? "skip"] : undefined],
          ["Made up for", byTime ? `up to ${field("catchUp") ?? "10m"} late` : undefined],
          ["Jitter", field("jitter") && `up to ${field("jitter")}`],
          [
            "Params",
            params.length > 0 ? (
              <span key="a" className="flex flex-col">
                {params.map(([name, value]) => (
                  <code key={name} className="text-xs break-all">
                    {name} = {formatCell(value)}
                  </code>
                ))}
              </span>
            ) : undefined,
          ],
          ["Last fired", trigger.lastFiredAt ? dateTime(trigger.lastFiredAt) : "never"],
          ["On schedule or backfilled", schedule ? plural(schedule.taken, "time") : undefined],
          [
            "Skipped",
            schedule?.skippedOverlap ? `${schedule.skippedOverlap}, as one still ran` : undefined,
          ],
          [
            "Missed",
            schedule?.missedCatchUp
              ? `${schedule.missedCatchUp}, too late to make up for`
              : undefined,
          ],
        ]}
      />
    </Card>
  );
}

const OVERLAP: Record<string, string> = {
  skip: "skip this one",
  "buffer-one": "let one wait",
  "buffer-all": "let all wait",
  "cancel-other": "cancel the one that runs",
  "allow-all": "start all the same",
};
