"use client";
import "@xyflow/react/dist/base.css";
import "./builder.css";
import "../form/form.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { documentSchema, type ParamValues } from "../../workflows/core/document.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import { download } from "./download.ts";
import { PublishDialog } from "./publish-dialog.tsx";
import { RunDialog } from "./run-dialog.tsx";
import { EditorContext, useEditorStore } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import { useAutosave } from "./store/use-autosave.ts";
import { useProblems } from "./store/use-problems.ts";
import { Toolbar } from "./toolbar.tsx";
import { useFrame } from "./use-frame.ts";
import type { VersionRow } from "./versions-panel.tsx";
import { Workbench } from "./workbench.tsx";
import { toText } from "./yaml/document-text.ts";

export interface BuilderPipeline {
  pipeline: { name: string };
  draft: { document: unknown; revision: number; baseVersion: number | null };
  versions: readonly VersionRow[];
}

/** The visual editor of one pipeline: the signed-in person's draft, saved as it is edited. */
export function Builder({ pipeline }: { pipeline: BuilderPipeline }) {
  const [store] = useState(() => {
    const read = documentSchema.safeParse(pipeline.draft.document);
    return read.success ? createEditorStore(read.data) : null;
  });
  if (!store)
    return (
      <div className="p-6">
        <Notice tone="danger" title="This draft cannot be shown">
          It is not a document of penstock/v1. Export it with “penstock pipelines export{" "}
          {pipeline.pipeline.name}”, correct the text and import it again.
        </Notice>
      </div>
    );
  return (
    <EditorContext value={store}>
      <ReactFlowProvider>
        <Editor pipeline={pipeline} />
      </ReactFlowProvider>
    </EditorContext>
  );
}

function Editor({ pipeline }: { pipeline: BuilderPipeline }) {
  const { name } = pipeline.pipeline;
  const store = useEditorStore();
  const router = useRouter();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const me = useQuery(trpc.workspace.me.queryOptions());
  const rights = me.data?.rights ?? [];
  const mayWrite = rights.includes("pipelines.write");
  const { state: save, autosave } = useAutosave({ name, revision: pipeline.draft.revision });
  useProblems();
  const start = useMutation(trpc.runs.start.mutationOptions());
  const publish = useMutation(trpc.pipelines.publish.mutationOptions());
  const move = useMutation(trpc.triggers.move.mutationOptions());
  const [dialog, setDialog] = useState<"run" | "publish" | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const readOnly = me.isSuccess && !mayWrite;
  const frame = useFrame();

  function saveAsFile() {
    const { document } = store.getState();
    download(`${document.name}.yaml`, toText(document), "application/yaml");
  }

  async function run(params: ParamValues) {
    try {
      await autosave()?.flush();
      const { runId } = await start.mutateAsync({ name, draft: true, params });
      router.push(`/runs/${runId}`);
    } catch (error) {
      setDialog(null);
      toast.error("The run was not started", error);
    }
  }

  async function publishDraft(note: string) {
    try {
      await autosave()?.flush();
      const { number, triggers } = await publish.mutateAsync({ name, note });
      setDialog(null);
      if (triggers.moved) toast.success(`Version ${number} is published`);
      else
        toast.error(
          `Version ${number} is published, but its triggers still start the version before`,
          triggers.why,
          { label: "Move them now", onClick: () => void moveTriggers() },
        );
      await queryClient.invalidateQueries({ queryKey: trpc.pipelines.pathKey() });
    } catch {
      // Shown in the dialog, from the mutation or as the state of saving.
    }
  }

  async function moveTriggers() {
    try {
      const { moved, why } = await move.mutateAsync({ pipeline: name });
      if (moved) toast.success("The triggers start the new version from now on");
      else toast.error("The triggers were not moved", why);
    } catch (error) {
      toast.error("The triggers were not moved", error);
    }
  }

  return (
    <div className="flex h-full min-h-0 flex-col" data-testid="builder">
      <Toolbar
        frame={frame}
        save={save}
        readOnly={readOnly || shown !== null}
        oldVersion={shown !== null}
        mayRun={!me.isSuccess || rights.includes("runs.start")}
        running={start.isPending}
        onDownload={saveAsFile}
        onPublish={() => {
          publish.reset();
          setDialog("publish");
        }}
        onRun={() => {
          const { params } = store.getState().document;
          if (params && Object.keys(params).length > 0) setDialog("run");
          else void run({});
        }}
      />
      {save.status === "failed" && (
        <SaveNotice
          {...save}
          onDownload={saveAsFile}
          onRetry={() =>
            void autosave()
              ?.flush()
              .catch(() => {})
          }
        />
      )}
      <Workbench
        name={name}
        frame={frame}
        readOnly={readOnly}
        versions={pipeline.versions}
        base={pipeline.draft.baseVersion}
        shown={shown}
        onShow={setShown}
      />
      {dialog === "run" && (
        <RunDialog
          open
          params={store.getState().document.params ?? {}}
          pending={start.isPending}
          onOpenChange={() => setDialog(null)}
          onRun={(values) => void run(values)}
        />
      )}
      {dialog === "publish" && (
        <PublishDialog
          open
          pending={publish.isPending}
          error={publish.error?.message ?? (save.status === "failed" ? save.message : null)}
          onOpenChange={() => setDialog(null)}
          onPublish={(note) => void publishDraft(note)}
        />
      )}
    </div>
  );
}

function SaveNotice({
  message,
  conflict,
  onRetry,
  onDownload,
}: {
  message: string;
  conflict: boolean;
  onRetry: () => void;
  onDownload: () => void;
}) {
  return (
    <Notice
      tone="danger"
      title={conflict ? "Somebody saved this draft in between" : "Not saved"}
      className="rounded-none"
      actions={
        conflict ? (
          <>
            <Button size="sm" onClick={onDownload}>
              Download mine
            </Button>
            <Button size="sm" onClick={() => window.location.reload()}>
              Reload
            </Button>
          </>
        ) : (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {message}
    </Notice>
  );
}
