"use client";

import { Package } from "lucide-react";
import { metricTitle, sortedMetrics } from "../../workflows/core/metrics.ts";
import { ListBody } from "../ui/list-body.tsx";
import { formatMetric } from "../ui/format.ts";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { usePages } from "../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { withConditions } from "../../workflows/core/version-words.ts";
import { VersionBadge } from "./approval/version-badge.tsx";
import { Endpoints } from "./endpoints.tsx";
import type { ModelRow } from "./types.ts";

/** Registered models by name, each with its newest version and where it serves. */
export function ModelsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 50 };
  const models = usePages<ModelRow>({
    queryKey: trpc.models.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.models.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = models;
  return (
    <>
      <PageHeader title="Models" />
      <Card flush>
        <ListBody
          query={models}
          count={items.length}
          what="models"
          empty={
            <EmptyState
              icon={<Package aria-hidden />}
              title="No model is registered yet"
              actions={
                <LinkButton href="/pipelines" variant="primary">
                  Open pipelines
                </LinkButton>
              }
            >
              A pipeline with a Register step adds a version here each time it runs, with its
              metrics and all that it was made from.
            </EmptyState>
          }
        >
          <Table caption="Models by name">
            <thead>
              <tr>
                <Th>Model</Th>
                <Th>Newest version</Th>
                <Th>Main metric</Th>
                <Th>Approved</Th>
                <Th>In service at</Th>
                <Th numeric>Versions</Th>
                <Th>Registered</Th>
              </tr>
            </thead>
            <tbody>
              {items.map(
                ({
                  name,
                  description,
                  latest,
                  approved,
                  endpoints,
                  versions,
                  aliases,
                  suspended,
                }) => (
                  <tr key={name} className={ROW_CLASS}>
                    <Td className="max-w-48 xl:max-w-80">
                      <RowLink href={`/models/${name}`}>{name}</RowLink>
                      {description && (
                        <span className="text-muted block truncate text-xs">{description}</span>
                      )}
                    </Td>
                    <Td className="whitespace-nowrap">
                      {latest ? (
                        <span className="flex items-center gap-2">
                          v{latest.number} <VersionBadge {...latest} />
                        </span>
                      ) : (
                        "–"
                      )}
                    </Td>
                    <Td className="whitespace-nowrap tabular-nums">
                      <MainMetric metrics={latest?.metrics ?? {}} />
                    </Td>
                    <Td>
                      <span className="flex flex-wrap items-center gap-1.5">
                        {approved ? (
                          `v${approved.number}`
                        ) : (
                          <span className="text-muted">none</span>
                        )}
                        {approved &&
                          approved.openConditions > 0 &&
                          approved.number !== latest?.number && (
                            <span className="text-muted text-xs">
                              {withConditions(approved.openConditions)}
                            </span>
                          )}
                        {aliases.map(({ alias, version }) => (
                          <Badge key={alias} tone="accent">
                            {version === approved?.number ? alias : `${alias} v${version}`}
                          </Badge>
                        ))}
                        {suspended.some((number) => number !== latest?.number) && (
                          <Badge tone="danger">
                            Suspended {suspended.map((number) => `v${number}`).join(", ")}
                          </Badge>
                        )}
                      </span>
                    </Td>
                    <Td className="max-w-40">
                      <Endpoints names={endpoints} />
                    </Td>
                    <Td numeric>{versions}</Td>
                    <Td className="whitespace-nowrap">
                      {latest && <Time at={latest.createdAt} />}
                    </Td>
                  </tr>
                ),
              )}
            </tbody>
          </Table>
        </ListBody>
      </Card>
    </>
  );
}

function MainMetric({ metrics }: { metrics: Record<string, unknown> }) {
  const main = sortedMetrics(metrics)[0];
  return main ? (
    <>
      <span className="text-muted text-xs">{metricTitle(main[0])}</span> {formatMetric(main[1])}
    </>
  ) : (
    <span className="text-muted">none</span>
  );
}
