"use client";

import { ChevronDown, RotateCw } from "lucide-react";
import { useState } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { useCan } from "../shell/use-can.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { RerunDialog, type RerunChoice } from "./rerun-dialog.tsx";
import type { RunDetails } from "./types.ts";

/** Runs the pipeline again from one of its steps on. */
export function StepActions({ details, step }: { details: RunDetails; step: PlanNode }) {
  const mayStart = useCan("runs.start");
  const [choice, setChoice] = useState<RerunChoice | null>(null);
  if (!mayStart) return null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon={<RotateCw aria-hidden />}>
            Rerun from here
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => setChoice({ mode: "from", from: step.id })}>As it was</MenuItem>
        <MenuItem onClick={() => setChoice({ mode: "from", from: step.id, edit: true })}>
          With edited settings…
        </MenuItem>
      </Menu>
      {choice && <RerunDialog details={details} choice={choice} onClose={() => setChoice(null)} />}
    </>
  );
}
