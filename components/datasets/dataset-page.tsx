"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { Facts } from "../ui/facts.tsx";
import { formatBytes, formatCount } from "../ui/format.ts";
import { ProfileView } from "../evidence/profile-view.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { Loading, PageProblem } from "../ui/states.tsx";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Time } from "../ui/time.tsx";
import { AddDialog } from "./add-dialog.tsx";
import { ClassificationBadges } from "./classification.tsx";
import { DescribeDialog } from "./describe-dialog.tsx";
import { SchemaTable } from "./schema-table.tsx";
import type { Dataset, DatasetVersion } from "./types.ts";
import { VersionRows } from "./version-rows.tsx";
import { Versions } from "./versions.tsx";

const CRUMBS = [{ href: "/datasets", label: "Datasets" }] as const;

/** A dataset: what it is, and what is in the version that the address names, or in the newest. */
export function DatasetPage({ name }: { name: string }) {
  const trpc = useTRPC();
  const mayWrite = useCan("datasets.write");
  const asked = Number(useSearchParams().get("version"));
  const input = Number.isInteger(asked) && asked > 0 ? { name, number: asked } : { name };
  const query = useQuery(trpc.datasets.get.queryOptions(input, { refetchInterval: REFRESH }));
  if (query.error && !query.data)
    return <PageProblem title={name} back={CRUMBS[0]} error={query.error} retry={query.refetch} />;
  if (!query.data)
    return (
      <>
        <PageHeader title={name} breadcrumbs={CRUMBS} />
        <Loading what="the dataset" rows={6} />
      </>
    );
  const dataset = query.data;
  const [newest] = dataset.versions;
  const shown = dataset.versions.find(({ number }) => number === dataset.shown);
  return (
    <>
      <PageHeader
        title={dataset.name}
        breadcrumbs={CRUMBS}
        description={dataset.description || undefined}
        meta={
          <ClassificationBadges
            classification={dataset.classification}
            personalData={dataset.personalData}
          />
        }
        actions={
          mayWrite && (
            <AddDialog
              to={dataset}
              trigger={<Button icon={<Plus aria-hidden />}>New version</Button>}
            />
          )
        }
      />
      {shown !== newest && (
        <Notice
          className="mb-4"
          title={`Version ${shown?.number} of ${dataset.versions.length}, not the newest`}
          actions={
            <LinkButton size="sm" href={`/datasets/${name}`}>
              Show the newest
            </LinkButton>
          }
        >
          Profile, rows and schema are those of this version.
        </Notice>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_300px]">
        <div className="order-2 min-w-0 xl:order-1">
          {shown && <Content key={shown.number} dataset={dataset} shown={shown} />}
        </div>
        <About dataset={dataset} newest={newest} mayWrite={mayWrite} />
      </div>
    </>
  );
}

function Content({ dataset, shown }: { dataset: Dataset; shown: DatasetVersion }) {
  const { profile } = dataset;
  const tabs = [
    {
      value: "profile",
      label: "Profile",
      content: profile ? (
        <ProfileView profile={profile} />
      ) : (
        <p className="text-muted text-sm">This version has too many columns for a profile.</p>
      ),
    },
    {
      value: "rows",
      label: "Rows",
      content: <VersionRows name={dataset.name} version={shown} />,
    },
    {
      value: "schema",
      label: "Schema",
      count: shown.columns.length,
      content: <SchemaTable columns={shown.columns} />,
    },
    {
      value: "versions",
      label: "Versions",
      count: dataset.versions.length,
      content: <Versions dataset={dataset} />,
    },
  ] as const;
  return (
    <Card>
      <Tabs
        tabs={tabs}
        aria-label={`Version ${shown.number} of ${dataset.name}`}
        className="-mt-3"
      />
    </Card>
  );
}

function About({
  dataset,
  newest,
  mayWrite,
}: {
  dataset: Dataset;
  newest: DatasetVersion | undefined;
  mayWrite: boolean;
}) {
  return (
    <Card
      title="About"
      actions={mayWrite && <DescribeDialog dataset={dataset} />}
      className="order-1 xl:order-2"
    >
      <Facts
        facts={[
          ["Owner", dataset.owner],
          ["Purpose", dataset.purpose || "not stated"],
          ["Licence", dataset.licence || "not stated"],
          ["Added", <Time key="added" at={dataset.createdAt} />],
          ["Newest", newest && `v${newest.number}, ${newest.fileName}`],
          ["Rows", newest && formatCount(newest.rows)],
          ["Size", newest && formatBytes(newest.bytes)],
        ]}
      />
      <p className="text-muted mt-4 mb-1 text-xs">As the source of a Load step</p>
      <CodeBlock code={`dataset:${dataset.name}`} copyLabel="Copy source" />
    </Card>
  );
}
