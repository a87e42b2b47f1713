import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  ClockAlert,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "../ui/badge.tsx";
import type { Review } from "./types.ts";

type State = Review["requirements"][number]["state"];

const LOOKS: Record<State, { word: string; tone: Tone; icon: LucideIcon }> = {
  passed: { word: "Passed", tone: "ok", icon: CircleCheck },
  failed: { word: "Failed", tone: "danger", icon: CircleX },
  missing: { word: "Missing", tone: "danger", icon: CircleDashed },
  stale: { word: "Too old", tone: "warn", icon: ClockAlert },
  waived: { word: "Waived", tone: "warn", icon: CircleAlert },
  "not-required": { word: "Not required", tone: "neutral", icon: CircleSlash },
};

/** How a requirement of the policy stands: a shape and a word. */
export function RequirementState({ state }: { state: State }) {
  const { word, tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {word}
    </Badge>
  );
}
