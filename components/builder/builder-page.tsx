"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Me } from "../shell/me.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Builder, type BuilderPipeline } from "./builder.tsx";
import { BuilderSkeleton } from "./builder-skeleton.tsx";

/** What the page brings along: as text, which the browser reads faster than the page's own format. */
export interface Opening {
  text: string;
}

interface Opened {
  pipeline: BuilderPipeline & { draft: { document: PipelineDocument } };
  me: Me;
}

const never = () => () => {};

/** The builder of one pipeline. A canvas has no size before there is a window: the page itself shows a frame alone. */
export function BuilderPage(props: { name: string; opening: Opening | null }) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return inBrowser ? <OpenPipeline key={props.name} {...props} /> : <BuilderSkeleton />;
}

/** Those that were opened once: going back in the browser shows a page of then, whose draft may be old. */
const used = new WeakSet<Opening>();

/** Hands the pipeline that came with the page to the builder, or asks for it. */
function OpenPipeline({ name, opening }: { name: string; opening: Opening | null }) {
  const trpc = useTRPC();
  const [opened] = useState(() =>
    opening && !used.has(opening) ? (JSON.parse(opening.text) as Opened) : null,
  );
  useEffect(() => {
    if (opening) used.add(opening);
  }, [opening]);
  // What is on the page is newer than any answer: loading again in the background must not touch the draft.
  const asked = useQuery(
    trpc.pipelines.get.queryOptions(
      { name },
      { enabled: !opened, refetchOnWindowFocus: false, refetchOnReconnect: false, gcTime: 0 },
    ),
  );
  // What a person may do decides what is drawn.
  const me = useQuery(
    trpc.workspace.me.queryOptions(undefined, opened ? { initialData: opened.me } : {}),
  );
  if (asked.isError && !asked.data)
    return (
      <div className="p-6">
        <Notice
          tone="danger"
          title={`'${name}' cannot be opened`}
          actions={
            <>
              <Button size="sm" onClick={() => void asked.refetch()}>
                Try again
              </Button>
              <LinkButton size="sm" href="/pipelines">
                All pipelines
              </LinkButton>
            </>
          }
        >
          {asked.error.message}
        </Notice>
      </div>
    );
  const pipeline = opened?.pipeline ?? asked.data;
  if (!pipeline || !me.data) return <BuilderSkeleton />;
  return <Builder pipeline={pipeline} document={opened?.pipeline.draft.document} me={me.data} />;
}
