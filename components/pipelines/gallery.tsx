"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { plural } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { MiniGraph } from "./mini-graph.tsx";
import type { Example } from "./types.ts";

/** Pipelines that run as they are, on data that comes with them. */
export function Gallery({ mayOpen }: { mayOpen: boolean }) {
  const trpc = useTRPC();
  const gallery = useQuery(trpc.pipelines.gallery.queryOptions(undefined, { staleTime: Infinity }));
  return (
    <section aria-labelledby="gallery" className="mt-8">
      <h2 id="gallery" className="text-base font-semibold">
        Gallery
      </h2>
      <p className="text-muted mb-3 text-sm">
        Each runs as it is, on real data that comes with it.{" "}
        {mayOpen ? "Opening one makes a draft of your own." : "A designer opens one as a draft."}
      </p>
      {gallery.error ? (
        <Problem error={gallery.error} retry={gallery.refetch} />
      ) : gallery.isPending ? (
        <Loading what="the gallery" />
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-4">
          {gallery.data.map((example) => (
            <ExampleCard key={example.name} example={example} mayOpen={mayOpen} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ExampleCard({ example, mayOpen }: { example: Example; mayOpen: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: async ({ name }) => {
        await queryClient.invalidateQueries(trpc.pipelines.pathFilter());
        router.push(`/pipelines/${name}`);
      },
      onError: (error) => toast.error(`“${example.title}” was not opened`, error),
    }),
  );
  return (
    <li className="bg-surface border-line shadow-card flex flex-col overflow-hidden rounded-lg border">
      <div className="bg-sunken border-line border-b p-3">
        <MiniGraph document={example.document} />
      </div>
      <div className="flex flex-1 flex-col gap-2 p-4">
        <h3 className="text-sm font-semibold">{example.title}</h3>
        <p className="text-sm">{example.description}</p>
        {example.reason && <p className="text-muted text-xs">{example.reason}</p>}
        <div className="mt-auto flex items-center justify-between gap-3 pt-2">
          <span className="text-muted text-xs">{plural(example.steps.length, "step")}</span>
          {mayOpen && (
            <Button
              size="sm"
              pending={create.isPending || create.isSuccess}
              onClick={() => create.mutate({ example: example.name })}
              aria-label={`Open ${example.title} as my draft`}
            >
              Open as my draft
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
