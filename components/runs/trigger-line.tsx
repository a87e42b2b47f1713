import Link from "next/link";
import { Fragment } from "react";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import { triggerWords, type Words } from "../../workflows/core/trigger-words.ts";
import { triggerMoment } from "./trigger-moment.ts";

/** What started a run, as a sentence with links. */
export function TriggerLine({ trigger, zone }: { trigger: RunTrigger; zone?: string | undefined }) {
  return <Sentence words={triggerWords(trigger, triggerMoment(zone))} />;
}

function Sentence({ words }: { words: readonly Words[] }) {
  return words.map(({ text, href }, index) =>
    href ? (
      <Link key={index} href={href} className="text-accent relative z-10 underline">
        {text}
      </Link>
    ) : (
      <Fragment key={index}>{text}</Fragment>
    ),
  );
}
