"use client";

import { useQuery } from "@tanstack/react-query";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { useTRPC } from "../trpc.tsx";
import { metaFacts } from "./artifact-summary.ts";
import { Facts } from "../ui/facts.tsx";
import { JsonView } from "./json-view.tsx";
import { Loading } from "../ui/states.tsx";

/** Of a larger file only the facts are shown. */
const SHOWN_BYTES = 512 * 1024;

/** A file of any kind: its facts, and its content where that is JSON of a readable size. */
export function FileView({ artifact }: { artifact: ArtifactRef }) {
  const { hash, bytes, meta } = artifact;
  const trpc = useTRPC();
  const small = bytes <= SHOWN_BYTES;
  const { data, isLoading } = useQuery(
    trpc.artifacts.json.queryOptions({ hash }, { staleTime: Infinity, enabled: small }),
  );
  if (isLoading) return <Loading what="content" />;
  if (data !== undefined) return <JsonView value={data} />;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted text-sm">
        {small
          ? "This file is not text that can be shown here"
          : "This file is too large to be shown here"}
        : download it to look inside.
      </p>
      <Facts dense facts={metaFacts(meta)} />
    </div>
  );
}
