import Link from "next/link";
import { trainedInWords, type TrainedIn } from "../../workflows/core/trained-in.ts";

/** The earlier run that trained a model, and how its result came to be taken. */
export function TrainedInRun({ from }: { from: TrainedIn }) {
  return (
    <span>
      <Link href={`/runs/${from.runId}`} className="text-accent hover:underline">
        {from.runId}
      </Link>{" "}
      {trainedInWords(from)}
    </span>
  );
}
