import Link from "next/link";
import { Fragment } from "react";
import { workerCommand } from "../runs/wait-words.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Queue } from "./types.ts";

/** Queues that pipelines name and nobody polls, each with the command that helps. */
export function Unserved({ queues }: { queues: readonly Queue[] }) {
  return queues.filter(isUnserved).map(({ queue, pipelines }) => (
    <Notice key={queue} tone="warn" title={`Nobody polls the queue ${queue}`}>
      {pipelines.length > 0 && (
        <p>
          Steps of{" "}
          {pipelines.map((name, index) => (
            <Fragment key={name}>
              {index > 0 && ", "}
              <Link href={`/pipelines/${name}`} className="underline">
                {name}
              </Link>
            </Fragment>
          ))}{" "}
          wait there until a worker serves it. Start one where they should run:
        </p>
      )}
      <CodeBlock code={workerCommand(queue)} copyLabel="Copy command" className="mt-2" />
    </Notice>
  ));
}

/** Whether work for the queue would wait for ever. */
export function isUnserved({ workers, pipelines, backlog, pollers }: Queue): boolean {
  return workers === 0 && pollers === 0 && (pipelines.length > 0 || (backlog ?? 0) > 0);
}
