import { registry } from "../../workflows/steps/index.ts";
import { StepIcon } from "../graph/icons.tsx";

/** The icon that a kind of step declares. */
export function KindIcon({ kind, className }: { kind: string; className?: string }) {
  return <StepIcon name={registry.get(kind)?.icon} className={className} />;
}
