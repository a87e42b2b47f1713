"use client";
import { useMutation } from "@tanstack/react-query";
import {
  API_VERSION,
  documentSchema,
  type PipelineDocument,
} from "../../workflows/core/document.ts";
import type { Me } from "../shell/me.ts";
import { useTRPCClient } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import type { BuilderPipeline } from "./builder.tsx";
import { download } from "./download.ts";

/** In place of a draft that is no document of penstock/v1: what is wrong with it, and how to keep it and begin again. */
export function UnreadableDraft({
  pipeline: { pipeline, draft },
  me,
}: {
  pipeline: BuilderPipeline;
  me: Me;
}) {
  const { name, archivedAt } = pipeline;
  const client = useTRPCClient();
  const issue = documentSchema.safeParse(draft.document).error?.issues[0];
  const { baseVersion, revision } = draft;
  const beginning =
    baseVersion === null ? "Begin again" : `Begin again from version ${baseVersion}`;
  const begin = useMutation({
    mutationFn: async () => {
      const version =
        baseVersion === null
          ? { document: { apiVersion: API_VERSION, name, nodes: [] }, source: null }
          : await client.pipelines.version.query({ name, number: baseVersion });
      const { document, source } = version;
      await client.pipelines.saveDraft.mutate({ name, document, source, revision, baseVersion });
    },
    onSuccess: () => window.location.reload(),
    onError: (error) => toast.error("The draft stays as it is", error),
  });

  async function saveAsFile() {
    const { textOf } = await import("../../workflows/core/text/text-of.ts");
    const text = textOf(draft.document as PipelineDocument, draft.source);
    download(`${name}.yaml`, text, "application/yaml");
  }

  return (
    <div className="p-6">
      <Notice
        tone="danger"
        title="This draft cannot be shown"
        actions={
          <>
            <Button size="sm" onClick={() => void saveAsFile()}>
              Download it
            </Button>
            {revision > 0 && archivedAt === null && me.rights.includes("pipelines.write") && (
              <AlertDialog
                title={`${beginning}?`}
                description="It takes the place of your draft, which is then only where you have downloaded it."
                action="Begin again"
                trigger={<Button size="sm">{beginning}</Button>}
                onConfirm={() => begin.mutateAsync()}
              />
            )}
          </>
        }
      >
        It is no document of penstock/v1{issue && `: ${issue.path.join(".")}: ${issue.message}`}.
        Download it and correct the text; then begin again, and put the text into the YAML view.
      </Notice>
    </div>
  );
}
