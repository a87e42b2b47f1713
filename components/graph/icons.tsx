import { Box, CircleHelp } from "lucide-react";
import { createElement } from "react";
import { ICONS } from "./icon-set.ts";

/** The icon of a step by its lucide name; a box for a name that is not in the set, a question mark for no step. */
export function StepIcon({ name, className }: { name: string | undefined; className?: string }) {
  const icon = name === undefined ? CircleHelp : (ICONS[name] ?? Box);
  return createElement(icon, { "aria-hidden": true, className, strokeWidth: 1.75 });
}
