import { mostInteresting } from "../evidence/artifact-summary.ts";
import { SubSection } from "../ui/sub-section.tsx";
import { registry } from "../../workflows/steps/index.ts";
import { outputsOf } from "../../workflows/core/define-step.ts";
import { ERROR_OUTPUT, ERROR_PORT } from "../../workflows/core/ports.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { NodeState } from "./live-state.ts";
import { PortList } from "../evidence/port-list.tsx";

/** What a step made and what it was given, each with its content a click away. */
export function StepResults({ kind, state }: { kind: string; state: NodeState }) {
  const attempt = state.last;
  const step = registry.get(kind);
  const ports = step && {
    ...outputsOf(step, attempt?.config ?? {}),
    [ERROR_PORT]: ERROR_OUTPUT,
  };
  const outputs = Object.entries(attempt?.outputs ?? {});
  const inputs = Object.entries(attempt?.inputs ?? {}).flatMap(([port, refs]) =>
    refs.map((ref): [string, ArtifactRef] => [port, ref]),
  );
  return (
    <div>
      <Part title="Outputs">
        {outputs.length > 0 ? (
          <PortList
            key={attempt?.attempt}
            artifacts={outputs}
            ports={ports}
            opened={mostInteresting(outputs)}
          />
        ) : (
          <p className="text-muted px-3 pb-3 text-sm">{whyNone(state.status)}</p>
        )}
      </Part>
      {inputs.length > 0 && (
        <Part title="Inputs">
          <PortList artifacts={inputs} ports={step?.inputs} opened={null} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="border-line border-b pt-3 last:border-0 [&>section>h3]:px-3">
      <SubSection title={title}>{children}</SubSection>
    </div>
  );
}

function whyNone(status: NodeState["status"]): string {
  switch (status) {
    case "pending":
      return "The step has not begun.";
    case "unbegun":
      return "The run ended before this step began.";
    case "running":
    case "waiting":
    case "retrying":
    case "lost":
      return "Nothing yet: outputs appear when the step is done.";
    case "skipped":
      return "The step was skipped and made nothing.";
    case "done":
      return "The step is done and has no outputs.";
    default:
      return "The step ended without a result.";
  }
}
