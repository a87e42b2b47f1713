import {
  Boxes,
  ClipboardCheck,
  Cpu,
  Database,
  History,
  Play,
  Rocket,
  Scale,
  Send,
  Settings,
  Workflow,
  Zap,
  type LucideIcon,
} from "lucide-react";
import type { Right } from "../../server/rights.ts";

interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Shown to who has it; without one, to all. */
  right?: Right;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { href: "/pipelines", label: "Pipelines", icon: Workflow },
  { href: "/runs", label: "Runs", icon: Play },
  { href: "/triggers", label: "Triggers", icon: Zap },
  { href: "/outbox", label: "Deliveries", icon: Send },
  { href: "/datasets", label: "Datasets", icon: Database },
  { href: "/models", label: "Models", icon: Boxes },
  { href: "/reviews", label: "Reviews", icon: ClipboardCheck },
  { href: "/policies", label: "Policies", icon: Scale },
  { href: "/deployments", label: "Deployments", icon: Rocket },
  { href: "/workers", label: "Workers", icon: Cpu },
  { href: "/audit", label: "Audit", icon: History, right: "audit.read" },
  { href: "/settings", label: "Settings", icon: Settings },
];
