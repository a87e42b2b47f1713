"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import {
  bestIndex,
  metricAbout,
  metricTitle,
  sortedMetrics,
  type Metrics,
} from "../../workflows/core/metrics.ts";
import { formatMetric } from "../ui/format.ts";
import { REFRESH } from "../ui/refresh.ts";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { Loading, PageProblem } from "../ui/states.tsx";
import { RiskPanel } from "../risk/risk-panel.tsx";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { cx } from "../ui/cx.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Time } from "../ui/time.tsx";
import { VersionBadge } from "./approval/version-badge.tsx";
import { Endpoints } from "./endpoints.tsx";

/** As many metrics as leave room for the way to the review in a small window. */
const MOST_NARROW = 2;

const CRUMBS = [{ href: "/models", label: "Models" }];

/** A model's versions side by side, newest first, and its risk. */
export function ModelPage({ name }: { name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const tab = useSearchParams().get("tab") === "risk" ? "risk" : "versions";
  const query = useQuery(trpc.models.get.queryOptions({ name }, { refetchInterval: REFRESH }));
  if (query.error && !query.data)
    return (
      <PageProblem
        title={name}
        back={{ href: "/models", label: "Models" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="model" rows={8} />;
  const { description, versions } = query.data;
  const names = sortedMetrics(
    Object.assign({}, ...versions.map(({ metrics }) => metrics)) as Metrics,
  )
    .map(([metric]) => metric)
    .slice(0, 4);
  const best = new Map(
    names.map((metric) => [
      metric,
      bestIndex(
        metric,
        versions.map(({ metrics }) => (metrics as Metrics)[metric]),
      ),
    ]),
  );
  const table = (
    <Card flush>
      <Table caption={`Versions of ${name}, newest first`}>
        <thead>
          <tr>
            <Th>Version</Th>
            <Th>State</Th>
            <Th>Algorithm</Th>
            {names.map((metric, at) => (
              <Th
                key={metric}
                numeric
                title={metricAbout(metric)}
                className={at < MOST_NARROW ? undefined : "hidden xl:table-cell"}
              >
                {metricTitle(metric)}
              </Th>
            ))}
            <Th>In service at</Th>
            <Th>Registered</Th>
            <Th>Review</Th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version, index) => (
            <tr key={version.number} className={ROW_CLASS}>
              <Td>
                <span className="flex flex-wrap items-center gap-1.5">
                  <RowLink href={`/models/${name}/${version.number}`}>v{version.number}</RowLink>
                  {version.aliases.map((alias) => (
                    <Badge key={alias} tone="accent">
                      {alias}
                    </Badge>
                  ))}
                </span>
              </Td>
              <Td>
                <div className="flex">
                  <VersionBadge {...version} />
                </div>
              </Td>
              <Td className="whitespace-nowrap">{version.algorithm ?? "–"}</Td>
              {names.map((metric, at) => (
                <Td
                  key={metric}
                  numeric
                  className={cx(
                    best.get(metric) === index && "font-semibold",
                    at >= MOST_NARROW && "hidden xl:table-cell",
                  )}
                >
                  {best.get(metric) === index && (
                    <span className="text-muted mr-1" title="best of the versions">
                      ★<span className="sr-only">best</span>
                    </span>
                  )}
                  {formatMetric((version.metrics as Metrics)[metric])}
                </Td>
              ))}
              <Td className="max-w-40">
                <Endpoints names={version.endpoints} />
              </Td>
              <Td className="whitespace-nowrap">
                <Time at={version.createdAt} />
                <span className="text-muted block text-xs">by {version.startedBy.name}</span>
              </Td>
              <Td>
                {version.review && (
                  <Link
                    href={`/reviews/${version.review.id}`}
                    className="text-accent relative z-10 hover:underline"
                  >
                    {version.review.status === "open" ? "Waiting" : "Read"}
                  </Link>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
  return (
    <>
      <PageHeader title={name} breadcrumbs={CRUMBS} description={description} />
      <Tabs
        aria-label="About the model"
        value={tab}
        onValueChange={(next) =>
          router.replace(next === "risk" ? "?tab=risk" : "?", { scroll: false })
        }
        tabs={[
          { value: "versions", label: "Versions", count: versions.length, content: table },
          { value: "risk", label: "Risk", content: <RiskPanel name={name} /> },
        ]}
      />
    </>
  );
}
