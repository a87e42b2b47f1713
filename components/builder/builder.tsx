"use client";
import "@xyflow/react/dist/base.css";
import "../graph/graph.css";
import "./builder.css";
import "../runs/run.css";
import "./run/run.css";
import "./people/people.css";
import "./versions/versions.css";
import "../form/form.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useState } from "react";
import { documentSchema, type PipelineDocument } from "../../workflows/core/document.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { atHand } from "../ui/at-hand.ts";
import { later } from "../ui/later.tsx";
import { toast } from "../ui/toast.tsx";
import { download } from "./download.ts";
import { keepDraft } from "../shell/kept-draft.ts";
import type { Me } from "../shell/me.ts";
import { PeopleProvider, usePeople, useSession } from "./people/people-context.tsx";
import { RefusedNotice } from "./people/save-note.tsx";
import type { DraftAnswer } from "./people/session-server.ts";
import { RunOverlay, useOverlay, useOverlayStore } from "./run/overlay-context.tsx";
import { createOverlayStore } from "./run/overlay-store.ts";
import { useDifferences } from "./run/use-differences.ts";
import { useOverlaidRun } from "./run/use-overlaid-run.ts";
import { useRunAddress } from "./run/use-run-address.ts";
import { useRunKeys } from "./run/use-run-keys.ts";
import { EditorContext, useEditorStore } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import { useKeptHistory } from "./store/use-history.ts";
import { useProblems } from "./store/use-problems.ts";
import { Toolbar } from "./toolbar.tsx";
import { useFrame } from "./use-frame.ts";
import { useLooking } from "./versions/use-looking.ts";
import { Workbench } from "./workbench.tsx";

const commands = atHand(() => import("./commands/builder-commands.tsx"));
const ArchivedNotice = later(async () => (await import("./archived-notice.tsx")).ArchivedNotice);
const PublishDialog = later(async () => (await import("./publish-dialog.tsx")).PublishDialog);
const RunDialog = later(async () => (await import("./run-dialog.tsx")).RunDialog);
const UnreadableDraft = later(async () => (await import("./unreadable-draft.tsx")).UnreadableDraft);

export interface BuilderPipeline {
  pipeline: { name: string; archivedAt: unknown };
  draft: DraftAnswer;
}

/**
 * The visual editor of one pipeline: the signed-in person's draft, saved as it is edited.
 * @param document the draft's, where it is known to be one
 */
export function Builder({
  pipeline,
  document,
  me,
}: {
  pipeline: BuilderPipeline;
  document: PipelineDocument | undefined;
  me: Me;
}) {
  const [store] = useState(() => {
    const read = document ?? documentSchema.safeParse(pipeline.draft.document).data;
    if (!read) return null;
    const created = createEditorStore(read);
    created.getState().setSource(pipeline.draft.source);
    return created;
  });
  const [overlay] = useState(createOverlayStore);
  if (!store) return <UnreadableDraft pipeline={pipeline} me={me} />;
  return (
    <EditorContext value={store}>
      <RunOverlay value={overlay}>
        <PeopleProvider
          name={pipeline.pipeline.name}
          archived={pipeline.pipeline.archivedAt !== null}
          me={me}
          draft={pipeline.draft}
        >
          <ReactFlowProvider>
            <Editor pipeline={pipeline} />
          </ReactFlowProvider>
        </PeopleProvider>
      </RunOverlay>
    </EditorContext>
  );
}

function Editor({ pipeline }: { pipeline: BuilderPipeline }) {
  const { name } = pipeline.pipeline;
  const store = useEditorStore();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const me = useQuery(trpc.workspace.me.queryOptions());
  const rights = me.data?.rights ?? [];
  const mayWrite = rights.includes("pipelines.write");
  const { autosave } = useSession();
  const base = usePeople((state) => state.base);
  const archived = usePeople((state) => state.archived);
  useKeptHistory(name);
  useProblems();
  const client = useTRPCClient();
  const publish = useMutation({
    mutationFn: async (note: string) => {
      // What is published is what the server has.
      await autosave.flush();
      return client.pipelines.publish.mutate({ name, note });
    },
  });
  const move = useMutation(trpc.triggers.move.mutationOptions());
  const address = useRunAddress();
  const [publishing, setPublishing] = useState(false);
  const noteDraft = `publish/${name}`;
  const { looking, look } = useLooking();
  const readOnly = archived || (me.isSuccess && !mayWrite);
  const mayRun = !me.isSuccess || rights.includes("runs.start");
  const frame = useFrame();
  const offered = commands.usePart();
  useRunKeys({ mayRun: mayRun && !readOnly, address });

  async function saveAsFile() {
    const { textOf } = await import("../../workflows/core/text/text-of.ts");
    const { document, source } = store.getState();
    download(`${document.name}.yaml`, textOf(document, source), "application/yaml");
  }

  function askToPublish() {
    publish.reset();
    setPublishing(true);
  }

  async function publishDraft(note: string) {
    try {
      const { number, triggers } = await publish.mutateAsync(note);
      setPublishing(false);
      keepDraft(noteDraft, null);
      if (triggers.moved) toast.success(`Version ${number} is published`);
      else
        toast.error(
          `Version ${number} is published, but its triggers have not taken over`,
          triggers.why,
          { label: "Move them now", onClick: () => void moveTriggers() },
        );
      await queryClient.invalidateQueries({ queryKey: trpc.pipelines.pathKey() });
    } catch {
      // Shown in the dialog, from the mutation.
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

  const controls = {
    frame,
    readOnly,
    drafting: looking === null && !address.asRun,
    mayRun,
    onDownload: () => void saveAsFile(),
    onPublish: askToPublish,
  };
  return (
    <div className="flex h-full min-h-0 flex-col" data-testid="builder">
      <Toolbar {...controls} />
      {offered && <offered.BuilderCommands {...controls} />}
      {archived && <ArchivedNotice name={name} mayRestore={mayWrite} />}
      <RefusedNotice onDownload={controls.onDownload} />
      <Workbench
        name={name}
        frame={frame}
        readOnly={readOnly}
        base={base}
        looking={looking}
        onLook={look}
        address={address}
      />
      {address.runId !== null && <OverlaidRun key={address.runId} id={address.runId} />}
      <AskedRun
        name={name}
        save={() => autosave.flush()}
        onStarted={(runId) => {
          look(null);
          address.show(runId);
        }}
      />
      {publishing && (
        <PublishDialog
          draft={noteDraft}
          open
          pending={publish.isPending}
          error={publish.error?.message ?? null}
          onOpenChange={() => setPublishing(false)}
          onPublish={(note) => void publishDraft(note)}
          onLook={look}
        />
      )}
    </div>
  );
}

/** Brings the run of the address over the canvas; says so where there is none. */
function OverlaidRun({ id }: { id: string }) {
  const { error } = useOverlaidRun(id);
  useDifferences(useEditorStore());
  useEffect(() => {
    if (error) toast.error("That run cannot be shown", error.message);
  }, [error]);
  return null;
}

/** The dialog of the run that was asked for, by the button, a menu or the keyboard. */
function AskedRun({
  name,
  save,
  onStarted,
}: {
  name: string;
  save: () => Promise<void>;
  onStarted: (runId: string) => void;
}) {
  const asked = useOverlay((overlay) => overlay.asked);
  const { ask } = useOverlayStore().getState();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  if (!asked) return null;
  return (
    <RunDialog
      name={name}
      scope={asked}
      save={save}
      onClose={() => ask(null)}
      onStarted={(runId) => {
        ask(null);
        onStarted(runId);
        void queryClient.invalidateQueries({ queryKey: trpc.runs.list.pathKey() });
      }}
    />
  );
}
