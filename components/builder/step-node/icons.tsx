import {
  Binary,
  Box,
  BrainCircuit,
  CircleHelp,
  Code,
  Database,
  FileCheck2,
  Filter,
  FlaskConical,
  Gauge,
  GitBranch,
  ListChecks,
  PackagePlus,
  Rocket,
  Rows3,
  Scale,
  Scissors,
  ShieldCheck,
  SplinePointer,
  Split,
  Table,
  TableProperties,
  Trees,
  Wand2,
  type LucideIcon,
} from "lucide-react";

// By name, not `lucide-react/dynamic`: that brings a chunk for each of its 1,600 icons.
const ICONS: Record<string, LucideIcon> = {
  binary: Binary,
  box: Box,
  "brain-circuit": BrainCircuit,
  code: Code,
  database: Database,
  "file-check-2": FileCheck2,
  filter: Filter,
  "flask-conical": FlaskConical,
  gauge: Gauge,
  "git-branch": GitBranch,
  "list-checks": ListChecks,
  "package-plus": PackagePlus,
  rocket: Rocket,
  "rows-3": Rows3,
  scale: Scale,
  scissors: Scissors,
  "shield-check": ShieldCheck,
  "spline-pointer": SplinePointer,
  split: Split,
  table: Table,
  "table-properties": TableProperties,
  trees: Trees,
  "wand-2": Wand2,
};

/** The icon of a step by its lucide name; a box for a name that is not in the set, a question mark for no step. */
export function StepIcon({ name, className }: { name: string | undefined; className?: string }) {
  const Icon = name === undefined ? CircleHelp : (ICONS[name] ?? Box);
  return <Icon aria-hidden className={className} strokeWidth={1.75} />;
}
