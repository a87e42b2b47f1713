import { Mail, Webhook } from "lucide-react";
import type { DeliveryRow } from "./types.ts";

const CHANNELS = {
  webhook: { icon: Webhook, word: "Webhook" },
  email: { icon: Mail, word: "E-mail" },
} as const;

/** By which way a message goes. */
export function Channel({ channel }: { channel: DeliveryRow["channel"] }) {
  const { icon: Icon, word } = CHANNELS[channel];
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="text-muted size-3.5" />
      {word}
    </span>
  );
}
