import { Ban } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import { actionWords } from "./words.ts";

/** What was done, as a word; what was refused, as such. */
export function ActionBadge({ action }: { action: string }) {
  const { refused, said } = actionWords(action);
  if (!refused) return <span className="shrink-0 font-medium">{said}</span>;
  return (
    <Badge tone="danger" icon={<Ban aria-hidden />}>
      Refused to {said}
    </Badge>
  );
}
