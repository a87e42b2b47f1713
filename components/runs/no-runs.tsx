import { Play } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { dayOf } from "../ui/day.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { statusLook } from "../ui/status-look.ts";
import { PERIOD_WORDS, type RunFilters } from "./run-filters.ts";
import { howChoice, type FilterChoices } from "./use-filter-choices.ts";

interface Props {
  filters: RunFilters;
  choices: FilterChoices;
  onFilter: (filters: RunFilters) => void;
}

/** In the place of no rows: which filters there are to clear, each with its button, or what would be listed. */
export function NoRuns({ filters, choices, onFilter }: Props) {
  const on = filtersInWords(filters, choices);
  if (on.length === 0) return <NothingHasRun />;
  return (
    <EmptyState
      icon={<Play aria-hidden />}
      title="No run fits these filters"
      actions={
        <>
          {on.map(({ clear, off }) => (
            <Button key={clear} onClick={() => onFilter({ ...filters, ...off })}>
              {clear}
            </Button>
          ))}
          {on.length > 1 && <Button onClick={() => onFilter({})}>Show all runs</Button>}
        </>
      }
    >
      {on.length === 1 ? "There is none with " : "There is none with all of "}
      {on.map(({ words }) => words).join(", ")}. {on.length > 1 && "Clear one of them, or all."}
    </EmptyState>
  );
}

interface FilterInWords {
  /** For instance `state Failed`. */
  words: string;
  /** What the button says that clears it. */
  clear: string;
  off: RunFilters;
}

function filtersInWords(filters: RunFilters, choices: FilterChoices): FilterInWords[] {
  const { pipeline, status, startedBy } = filters;
  const how = howChoice(filters);
  const labelOf = (options: readonly { value: string; label: string }[], value: string) =>
    options.find((option) => option.value === value)?.label ?? value;
  const found: (FilterInWords | "" | null | undefined)[] = [
    pipeline && {
      words: `pipeline ${pipeline}`,
      clear: "All pipelines",
      off: { pipeline: undefined },
    },
    status && {
      words: `state ${statusLook(status).label}`,
      clear: "All states",
      off: { status: undefined },
    },
    how && {
      words: `how it started: ${labelOf(choices.hows, how)}`,
      clear: "However started",
      off: { how: undefined, trigger: undefined },
    },
    startedBy && {
      words: `started by ${labelOf(choices.people, startedBy)}`,
      clear: "By anybody",
      off: { startedBy: undefined },
    },
    periodWords(filters) && {
      words: `started ${periodWords(filters)}`,
      clear: "At any time",
      off: { period: undefined, from: undefined, to: undefined },
    },
  ];
  return found.filter((one) => typeof one === "object" && one !== null);
}

/** `in the last 7 days`, `from 2026-03-01 to 2026-03-07`; empty where no period is chosen, or none of its days. */
function periodWords({ period, from, to }: RunFilters): string {
  if (period && period !== "custom") return `in the ${PERIOD_WORDS[period].toLowerCase()}`;
  const first = from && dayOf(new Date(from));
  // The moment at which the last day ends.
  const last = to && dayOf(new Date(Date.parse(to) - 1));
  if (first && last) return `from ${first} to ${last}`;
  if (first) return `since ${first}`;
  return last ? `until ${last}` : "";
}

function NothingHasRun() {
  return (
    <EmptyState
      icon={<Play aria-hidden />}
      title="Nothing has run yet"
      actions={
        <LinkButton href="/pipelines" variant="primary">
          Open pipelines
        </LinkButton>
      }
    >
      A run of a pipeline appears here as soon as it is started, and can be followed live. Open a
      pipeline, or take one from the gallery, and press Run.
    </EmptyState>
  );
}
