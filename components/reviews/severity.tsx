import { ChevronDown, ChevronsUp, ChevronUp, Equal, type LucideIcon } from "lucide-react";
import type { Severity } from "../../db/schema/severities.ts";
import { Badge, type Tone } from "../ui/badge.tsx";

const LOOKS: Record<Severity, { word: string; tone: Tone; icon: LucideIcon }> = {
  low: { word: "Low", tone: "neutral", icon: ChevronDown },
  medium: { word: "Medium", tone: "info", icon: Equal },
  high: { word: "High", tone: "warn", icon: ChevronUp },
  critical: { word: "Critical", tone: "danger", icon: ChevronsUp },
};

export const SEVERITY_OPTIONS = (Object.keys(LOOKS) as Severity[]).map((value) => ({
  value,
  label: LOOKS[value].word,
}));

/** How much a finding weighs. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const { word, tone, icon: Icon } = LOOKS[severity];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {word}
    </Badge>
  );
}
