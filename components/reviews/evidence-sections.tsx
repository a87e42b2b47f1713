"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import type { Metrics } from "../../workflows/core/metrics.ts";
import { Timeline } from "../audit/timeline.tsx";
import { CommentButton } from "../comments/comment-button.tsx";
import { DocumentationView } from "../documentation/documentation-view.tsx";
import { ArtifactView, FromJson } from "../evidence/artifact-view.tsx";
import { Facts } from "../ui/facts.tsx";
import { Hash } from "../ui/hash.tsx";
import { versionWords } from "../../workflows/core/trained-in.ts";
import { LineageGraph } from "../evidence/lineage-graph.tsx";
import { TrainedInRun } from "../evidence/trained-in-run.tsx";
import { MetricTiles } from "../evidence/metric-table.tsx";
import { ModelInfoView } from "../evidence/model-info.tsx";
import { PortList } from "../evidence/port-list.tsx";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { DataVersions } from "./data-versions.tsx";
import { Rounds } from "./rounds.tsx";
import type { Review } from "./types.ts";

type Item = Review["evidence"][number];

/** A part of the evidence, with its anchor on the page. */
interface Section {
  id: string;
  title: string;
  description?: ReactNode;
  content: ReactNode;
}

/** The evidence in the order one reads it: how good, on what data, made how, in what words. */
export function sectionsOf(review: Review): Section[] {
  const of = (type: Item["type"]) => review.evidence.filter((item) => item.type === type);
  const evaluations = of("evaluation");
  const description = review.evidence.find(({ title }) => title === "Model description");
  return [
    ...(evaluations.length > 0
      ? evaluations.map((item, index) => ({
          id: `evaluation-${index + 1}`,
          title: evaluations.length > 1 ? `Evaluation ${index + 1}` : "Evaluation",
          content: <ArtifactView artifact={asArtifact(item)} />,
        }))
      : [
          {
            id: "metrics",
            title: "Metrics",
            content: <MetricTiles metrics={review.metrics as Metrics} limit={12} />,
          },
        ]),
    ...of("validation-report").map((item, index) => ({
      id: `validation-${index + 1}`,
      title: "Validation of the data",
      content: <ArtifactView artifact={asArtifact(item)} />,
    })),
    {
      id: "data",
      title: "Data and lineage",
      description: "Frozen with the evidence; the picture shows the version as it stands now.",
      content: <Origins review={review} />,
    },
    ...(description
      ? [
          {
            id: "model",
            title: "Model",
            content: (
              <FromJson hash={description.hash}>
                {(info) => <ModelInfoView info={info as ModelInfo} />}
              </FromJson>
            ),
          },
        ]
      : []),
    {
      id: "documentation",
      title: "Documentation",
      description: "As it stands now; its frozen texts are named in the pack by their hashes.",
      content: (
        <div className="@container">
          <DocumentationView
            modelVersionId={review.model.id}
            aside={(section, title) => (
              <CommentButton anchor="section" anchorKey={section} title={title} />
            )}
          />
        </div>
      ),
    },
    ...(review.previous || review.earlierRounds.length > 0
      ? [{ id: "rounds", title: "Before this round", content: <Rounds review={review} /> }]
      : []),
    { id: "pack", title: "Evidence pack", content: <Pack review={review} /> },
    {
      id: "timeline",
      title: "What happened",
      content: <Timeline entity="review" entityId={review.id} />,
    },
  ];
}

export function EvidenceSections({ review }: { review: Review }) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {sectionsOf(review).map(({ id, title, description, content }) => (
        <div key={id} id={id} className="scroll-mt-4">
          <Card title={title} description={description} flush={id === "pack" || id === "timeline"}>
            {content}
          </Card>
        </div>
      ))}
    </div>
  );
}

function Origins({ review }: { review: Review }) {
  const trpc = useTRPC();
  const { name, version: number } = review.model;
  const version = useQuery(trpc.models.version.queryOptions({ name, number }));
  const { lineage } = review;
  const { from } = lineage.training;
  return (
    <div className="flex flex-col gap-4">
      {version.data ? (
        <LineageGraph {...version.data.graph} here={`review:${review.id}`} />
      ) : version.error ? (
        <Problem error={version.error} retry={version.refetch} />
      ) : (
        <Loading what="lineage" rows={2} />
      )}
      <DataVersions data={lineage.data} />
      <Facts
        facts={[
          [
            "Run",
            <Link key="run" href={`/runs/${lineage.runId}`} className="text-accent hover:underline">
              {lineage.runId}
            </Link>,
          ],
          ["Pipeline", versionWords(lineage)],
          ["Plan", <Hash key="plan" hash={lineage.planHash} />],
          [
            "Trained by",
            <span key="trained">
              {[lineage.training.node, lineage.training.algorithm, lineage.training.device]
                .filter(Boolean)
                .join(", ")}{" "}
              {lineage.training.node && (
                <CommentButton
                  anchor="node"
                  anchorKey={lineage.training.node}
                  title={`the step ${lineage.training.node}`}
                />
              )}
            </span>,
          ],
          ["Trained in", from && <TrainedInRun key="in" from={from} />],
          ["Environment", lineage.environment && <Hash key="env" hash={lineage.environment} />],
        ]}
      />
    </div>
  );
}

function Pack({ review }: { review: Review }) {
  return (
    <>
      <p className="text-muted px-4 pt-3 pb-2 text-sm">
        Frozen when the review opened, each content by its SHA-256; a decision names the whole pack
        by <Hash hash={review.packHash} />
      </p>
      <PortList
        artifacts={review.evidence.map((item) => [item.title, asArtifact(item)] as const)}
        ports={undefined}
        opened={null}
      />
    </>
  );
}

function asArtifact(item: Item) {
  const bytes = typeof item.meta["bytes"] === "number" ? item.meta["bytes"] : 0;
  return { type: item.type, hash: item.hash, meta: item.meta, bytes };
}
