import type { ReviewFunction } from "../../db/schema/auth.ts";
import { Badge } from "../ui/badge.tsx";
import { FUNCTION_NAMES } from "./function-names.ts";

/** What somebody stands for in reviews; a dash for nothing. */
export function FunctionBadges({ functions }: { functions: readonly ReviewFunction[] }) {
  if (functions.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {functions.map((one) => (
        <Badge key={one}>{FUNCTION_NAMES[one]}</Badge>
      ))}
    </span>
  );
}
