import { CircleCheck, CircleDashed, FilePenLine } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import type { Section } from "./types.ts";

/** Whether a section is signed, written, or filled by the record alone. */
export function SectionState({ section }: { section: Pick<Section, "signed" | "saved"> }) {
  if (section.signed)
    return (
      <Badge tone="ok" icon={<CircleCheck aria-hidden />}>
        Signed
      </Badge>
    );
  return section.saved ? (
    <Badge tone="warn" icon={<FilePenLine aria-hidden />}>
      Not signed
    </Badge>
  ) : (
    <Badge icon={<CircleDashed aria-hidden />}>Not written</Badge>
  );
}
