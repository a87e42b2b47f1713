"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Builder } from "./builder.tsx";
import { BuilderSkeleton } from "./builder-skeleton.tsx";

/** Loads a pipeline by its name, then hands it to the builder. */
export function BuilderPage({ name }: { name: string }) {
  const trpc = useTRPC();
  // What is on the page is newer than any answer: loading again in the background must not touch the draft.
  const pipeline = useQuery(
    trpc.pipelines.get.queryOptions(
      { name },
      { refetchOnWindowFocus: false, refetchOnReconnect: false, gcTime: 0, staleTime: 0 },
    ),
  );
  // What a person may do decides what is drawn; the shell has usually asked already.
  const me = useQuery(trpc.workspace.me.queryOptions());
  if (pipeline.isError && !pipeline.data)
    return (
      <div className="p-6">
        <Notice
          tone="danger"
          title={`'${name}' cannot be opened`}
          actions={
            <>
              <Button size="sm" onClick={() => void pipeline.refetch()}>
                Try again
              </Button>
              <LinkButton size="sm" href="/pipelines">
                All pipelines
              </LinkButton>
            </>
          }
        >
          {pipeline.error.message}
        </Notice>
      </div>
    );
  if (!pipeline.data || !me.data) return <BuilderSkeleton />;
  return <Builder key={name} pipeline={pipeline.data} me={me.data} />;
}
