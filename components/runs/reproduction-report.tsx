"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { sentenceCase, shortHash } from "../ui/format.ts";
import { Sideways } from "../ui/sideways.tsx";
import { Loading, Problem } from "../ui/states.tsx";
import { SubSection } from "../ui/sub-section.tsx";
import { useTRPC } from "../trpc.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import type { Reproduction } from "./types.ts";

const REFRESH = 3_000;

/** How far a run reproduced another: each output, the code and the environments. */
export function ReproductionReport({ id, plan }: { id: string; plan: RunPlan }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.reproduction.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data?.over ? false : REFRESH) },
    ),
  );
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="report" />;
  const report = query.data;
  const titles = new Map(plan.nodes.map(({ id: node, title }) => [node, title]));
  return (
    <SubSection
      title="Reproduction"
      note={
        <>
          of{" "}
          <Link href={`/runs/${report.of}`} className="text-accent hover:underline">
            {report.of}
          </Link>
        </>
      }
    >
      <Sideways className="border-line rounded-md border">
        <div className="border-line flex items-center gap-2 border-b px-4 py-2 text-sm">
          {report.verdict ? (
            <>
              <StatusBadge status={report.verdict} />
              {VERDICTS[report.verdict]}
            </>
          ) : report.over ? (
            "No output was made again: there is nothing to compare."
          ) : (
            <Spinner label="The steps run again; each output is compared when the run has ended." />
          )}
        </div>
        {report.outputs.length > 0 && <Outputs outputs={report.outputs} titles={titles} />}
      </Sideways>
      <Surroundings report={report} titles={titles} />
    </SubSection>
  );
}

const VERDICTS: Record<NonNullable<Reproduction["verdict"]>, string> = {
  identical: "Every output that was made again is the same, byte for byte.",
  "within-tolerance": "What differs is within the tolerance of its kind.",
  different: "Some outputs differ: the reasons are below.",
  missing: "Some outputs were not made again.",
};

function Outputs({
  outputs,
  titles,
}: {
  outputs: Reproduction["outputs"];
  titles: ReadonlyMap<string, string>;
}) {
  return (
    <Table caption="Outputs, compared">
      <thead>
        <tr>
          <Th>Step</Th>
          <Th>Output</Th>
          <Th>Verdict</Th>
          <Th>Content</Th>
        </tr>
      </thead>
      <tbody>
        {outputs.map(({ node, port, verdict, why, original, reproduction }) => (
          <tr key={`${node}.${port}`} className="align-top">
            <Td className="whitespace-nowrap">
              {titles.get(node)} <code className="text-muted block text-xs">{node}</code>
            </Td>
            <Td>{port}</Td>
            <Td>
              <StatusBadge status={verdict} />
              {why && <p className="text-muted mt-0.5 text-xs break-words">{sentenceCase(why)}</p>}
            </Td>
            <Td className="whitespace-nowrap">
              <Hash hash={original?.hash} />
              {original?.hash !== reproduction?.hash && (
                <p className="text-muted text-xs">
                  again <Hash hash={reproduction?.hash} />
                </p>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Hash({ hash }: { hash: string | undefined }) {
  if (!hash) return <span className="text-muted text-xs">none</span>;
  return (
    <code className="text-muted text-xs" title={hash}>
      {shortHash(hash)}
    </code>
  );
}

function Surroundings({
  report: { build, planHash, environments },
  titles,
}: {
  report: Reproduction;
  titles: ReadonlyMap<string, string>;
}) {
  const rows = [
    { name: "Build of the code", ...build, long: true },
    { name: "Plan", ...planHash, long: false },
    ...environments.flatMap(({ node, python, ...both }) => [
      { name: `Python environment of ${titles.get(node) ?? node}`, ...both, long: false },
      ...(python ? [{ name: `Python of ${titles.get(node) ?? node}`, ...python, long: true }] : []),
    ]),
  ];
  return (
    <Sideways className="border-line mt-3 rounded-md border">
      <Table caption="What the runs ran with">
        <thead>
          <tr>
            <Th>Ran with</Th>
            <Th>Verdict</Th>
            <Th>Original</Th>
            <Th>Again</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, original, reproduction, same, long }) => (
            <tr key={name}>
              <Td>{name}</Td>
              <Td>
                <StatusBadge status={same ? "identical" : "different"} />
              </Td>
              {[original, reproduction].map((value, index) => (
                <Td key={index}>
                  <code className="text-muted text-xs" title={value ?? undefined}>
                    {value === null ? "not known" : long ? value : shortHash(value)}
                  </code>
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </Sideways>
  );
}
