/** When a step runs that is not of the pipeline's ordinary course. */
export function PhaseMark({ phase }: { phase: "finally" | "on-failure" }) {
  return (
    <span
      className="pb-mark"
      data-phase={phase}
      title={
        phase === "finally"
          ? "Runs at the very end, however the run went"
          : "Runs when the rest has ended and the run fails"
      }
    >
      {phase === "finally" ? "finally" : "on failure"}
    </span>
  );
}
