import { Mail, Webhook } from "lucide-react";
import type { DeliveryRow } from "./types.ts";

const CHANNELS = {
  webhook: { icon: Webhook, word: "Webhook" },
  email: { icon: Mail, word: "E-mail" },
} as const;

/** Where a message goes, and by which way. */
export function Target({ channel, target }: Pick<DeliveryRow, "channel" | "target">) {
  const { icon: Icon, word } = CHANNELS[channel];
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={`${word} to ${target}`}>
      <Icon aria-hidden className="text-muted size-3.5 shrink-0" />
      <span className="sr-only">{word} to </span>
      <span className="truncate">{target}</span>
    </span>
  );
}
