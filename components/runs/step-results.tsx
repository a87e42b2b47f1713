import { mostInteresting } from "../evidence/artifact-summary.ts";
import { SubSection } from "../evidence/sub-section.tsx";
import { registry } from "../../workflows/steps/index.ts";
import { outputsOf } from "../../workflows/core/define-step.ts";
import { ERROR_OUTPUT, ERROR_PORT } from "../../workflows/core/ports.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { StepAttempt } from "./live-state.ts";
import { PortList } from "../evidence/port-list.tsx";

/** What a step made and what it was given, each with its content a click away. */
export function StepResults({ kind, attempt }: { kind: string; attempt: StepAttempt | null }) {
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
          <p className="text-muted px-3 pb-3 text-sm">{nothingYet(attempt)}</p>
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

function nothingYet(attempt: StepAttempt | null): string {
  switch (attempt?.status) {
    case undefined:
      return "The step has not begun.";
    case "running":
    case "waiting":
      return "Nothing yet: outputs appear when the step is done.";
    case "skipped":
      return "The step was skipped and made nothing.";
    case "done":
      return "The step is done and has no outputs.";
    default:
      return "The step ended without a result.";
  }
}
