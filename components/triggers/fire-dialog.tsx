"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { DocumentParam, ParamValues } from "../../workflows/core/document.ts";
import { readParam } from "../../workflows/core/params.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { paramProblems } from "../form/param-check.ts";
import { ParamsForm } from "../form/params-form.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast } from "../ui/toast.tsx";
import { called } from "./called.ts";
import type { TriggerDetails } from "./types.ts";

/** Starts the trigger's run now, as whoever asks, with other params where these are given. */
export function FireDialog({ trigger }: { trigger: TriggerDetails }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Fire ${called(trigger)} now`}
      description={`Starts ${trigger.pipeline} version ${trigger.version} in your name.`}
      trigger={
        <Button variant="primary" icon={<Zap aria-hidden />}>
          Fire now
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
      size="sm"
    >
      <FireForm trigger={trigger} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function FireForm({ trigger, onClose }: { trigger: TriggerDetails; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [values, setValues] = useState<ParamValues>({});
  const [tried, setTried] = useState(false);
  const version = useQuery(
    trpc.pipelines.version.queryOptions({ name: trigger.pipeline, number: trigger.version }),
  );
  const fire = useMutation(
    trpc.triggers.fire.mutationOptions({
      onSuccess: ({ runId }) => router.push(`/runs/${runId}`),
      onError: (error) => toast.error("No run was started", error),
    }),
  );
  if (version.error && !version.data)
    return <Problem error={version.error} retry={version.refetch} />;
  if (!version.data) return <Loading what="params" />;
  const params = withTriggerDefaults(
    (version.data.document["params"] ?? {}) as Record<string, DocumentParam>,
    trigger,
  );
  const problems = paramProblems(params, values);
  const names = Object.keys(params);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(problems).length > 0) return;
        fire.mutate({
          id: trigger.id,
          ...(Object.keys(values).length > 0 ? { params: values } : {}),
        });
      }}
    >
      {names.length === 0 ? (
        <p className="text-muted text-sm">The pipeline has no params.</p>
      ) : (
        <ParamsForm
          id={`fire.${trigger.id}`}
          params={params}
          values={values}
          tried={tried}
          onChange={setValues}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={fire.isPending || fire.isSuccess}>
          Start the run
        </Button>
      </div>
    </form>
  );
}

/** What the trigger gives a param is what it takes when nothing else is written. */
function withTriggerDefaults(
  params: Record<string, DocumentParam>,
  { spec }: TriggerDetails,
): Record<string, DocumentParam> {
  const given = spec.params ?? {};
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => [
      name,
      given[name] === undefined
        ? param
        : { ...param, default: readParam(param, given[name]) ?? given[name] },
    ]),
  );
}
