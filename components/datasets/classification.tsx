import { Badge, type Tone } from "../ui/badge.tsx";

const TONES: Record<string, Tone> = {
  public: "neutral",
  internal: "neutral",
  confidential: "warn",
  restricted: "danger",
};

export const CLASSIFICATIONS = [
  { value: "public", label: "Public", hint: "Anybody may see it." },
  { value: "internal", label: "Internal", hint: "For people of this organisation." },
  { value: "confidential", label: "Confidential", hint: "For those who need it." },
  { value: "restricted", label: "Restricted", hint: "Named people only; harm if it leaks." },
] as const;

export function ClassificationBadges({
  classification,
  personalData,
}: {
  classification: string;
  personalData: boolean;
}) {
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Badge tone={TONES[classification]} className="capitalize">
        {classification}
      </Badge>
      {personalData && <Badge tone="warn">personal data</Badge>}
    </span>
  );
}
