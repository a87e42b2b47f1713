import type { inferRouterOutputs } from "@trpc/server";
import {
  Boxes,
  ClipboardCheck,
  Database,
  Play,
  Rocket,
  Workflow,
  type LucideIcon,
} from "lucide-react";
import type { AppRouter } from "../../server/router.ts";
import type { Recent } from "./recent.ts";

type Found = inferRouterOutputs<AppRouter>["search"]["all"]["items"][number];
export type PlaceGroup = NonNullable<Recent["place"]>["group"];

const KINDS: Record<Found["type"], { group: PlaceGroup; path: string }> = {
  pipeline: { group: "Pipelines", path: "/pipelines/" },
  run: { group: "Runs", path: "/runs/" },
  model: { group: "Models", path: "/models/" },
  dataset: { group: "Datasets", path: "/datasets/" },
  deployment: { group: "Deployments", path: "/deployments/" },
  review: { group: "Reviews", path: "/reviews/" },
};

export const PLACE_ICONS: Record<PlaceGroup, LucideIcon> = {
  Pipelines: Workflow,
  Runs: Play,
  Models: Boxes,
  Datasets: Database,
  Deployments: Rocket,
  Reviews: ClipboardCheck,
};

/** What the search found, as a line of the palette that leads there. */
export function placeOf({ type, id, label, detail }: Found): Required<Recent> {
  const { group, path } = KINDS[type];
  return {
    id: `${type}:${id}`,
    place: {
      group,
      title: label,
      ...(detail !== null && detail !== label ? { detail } : {}),
      href: path + encodeURIComponent(id),
    },
  };
}
