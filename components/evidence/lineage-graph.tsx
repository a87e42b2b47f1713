import {
  Boxes,
  Database,
  FileCode,
  Package,
  Play,
  Rocket,
  Scale,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import { Sideways } from "../ui/sideways.tsx";
import { layered } from "./layered.ts";

export interface LineageNode {
  id: string;
  type: "data" | "pipeline" | "environment" | "run" | "model-version" | "review" | "deployment";
  label: string;
  detail: string;
  href: string | null;
}

export interface LineageEdge {
  from: string;
  to: string;
  label: string;
}

/** Of a card with room to spare, in pixels. */
const SIZE = { width: 184, height: 48, gapX: 40, gapY: 12 };

/** As narrow as it may become where there is less room; beyond that it scrolls. */
const NARROWEST = 0.7;

const LOOKS: Record<LineageNode["type"], { icon: LucideIcon; word: string; color: string }> = {
  data: { icon: Database, word: "Data", color: "text-category-data" },
  pipeline: { icon: FileCode, word: "Pipeline", color: "text-category-control" },
  environment: { icon: Boxes, word: "Environment", color: "text-category-control" },
  run: { icon: Play, word: "Run", color: "text-category-train" },
  "model-version": { icon: Package, word: "Model version", color: "text-category-model" },
  review: { icon: Scale, word: "Review", color: "text-category-governance" },
  deployment: { icon: Rocket, word: "Deployment", color: "text-port-deployment" },
};

/** Where something came from and what became of it, from left to right; every card is a link to its page. */
export function LineageGraph({
  nodes,
  edges,
  here,
}: {
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  /** The node whose page this is. */
  here?: string;
}) {
  const places = layered(
    nodes.map(({ id }) => id),
    edges,
    SIZE,
  );
  const all = Object.values(places);
  const width = Math.max(...all.map(({ x }) => x)) + SIZE.width;
  const height = Math.max(...all.map(({ y }) => y)) + SIZE.height;
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  return (
    // A card's ring has room at the edges.
    <Sideways className="-mx-1 p-1">
      <div className="relative" style={{ height, maxWidth: width, minWidth: width * NARROWEST }}>
        <svg
          aria-hidden
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 h-full w-full"
        >
          {edges.map(({ from, to }) => {
            const a = places[from];
            const b = places[to];
            return (
              a &&
              b && (
                <path
                  key={`${from}-${to}`}
                  d={curve(a.x + SIZE.width, a.y + SIZE.height / 2, b.x, b.y + SIZE.height / 2)}
                  className="stroke-line-strong fill-none"
                  strokeWidth={1.25}
                  vectorEffect="non-scaling-stroke"
                />
              )
            );
          })}
        </svg>
        <ul>
          {nodes.map((node) => (
            <li
              key={node.id}
              className="absolute"
              style={{
                left: share(places[node.id]?.x ?? 0, width),
                top: places[node.id]?.y,
                width: share(SIZE.width, width),
                height: SIZE.height,
              }}
            >
              <Card node={node} isHere={node.id === here} />
            </li>
          ))}
        </ul>
      </div>
      <ul className="sr-only">
        {edges.map(({ from, to, label }) => (
          <li key={`${from}-${to}`}>
            {labels.get(from)} {label} {labels.get(to)}
          </li>
        ))}
      </ul>
    </Sideways>
  );
}

function share(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}

function Card({ node, isHere }: { node: LineageNode; isHere: boolean }) {
  const { icon: Icon, word, color } = LOOKS[node.type];
  const content = (
    <>
      <Icon aria-hidden className={`size-4 shrink-0 ${color}`} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-xs font-medium">{node.label}</span>
        <span className="text-muted text-2xs block truncate">{node.detail || word}</span>
      </span>
    </>
  );
  const look = `bg-surface flex h-full w-full items-center gap-2.5 rounded-md border px-2.5 ${isHere ? "border-accent ring-accent ring-1" : "border-line"}`;
  const title = `${word}: ${node.label}${node.detail ? `, ${node.detail}` : ""}`;
  return node.href && !isHere ? (
    <Link href={node.href} title={title} className={`${look} hover:bg-hover`}>
      {content}
    </Link>
  ) : (
    <div title={title} className={look} aria-current={isHere ? "page" : undefined}>
      {content}
    </div>
  );
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.max(16, (x2 - x1) / 2);
  return `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
}
