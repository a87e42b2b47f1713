"use client";

import type { ReviewFunction } from "../../db/schema/auth.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { FUNCTION_NAMES } from "./function-names.ts";

const REVIEW_FUNCTIONS = Object.keys(FUNCTION_NAMES) as ReviewFunction[];

/** Chooses what somebody stands for in reviews. */
export function FunctionChoice({
  value,
  onChange,
  description,
}: {
  value: readonly ReviewFunction[];
  onChange: (value: ReviewFunction[]) => void;
  description: string;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">Stands for</legend>
      <p className="text-muted mt-0.5 mb-2 text-xs">{description}</p>
      <div className="grid grid-cols-2 gap-x-4 gap-y-1.5">
        {REVIEW_FUNCTIONS.map((one) => (
          <Checkbox
            key={one}
            label={FUNCTION_NAMES[one]}
            checked={value.includes(one)}
            onCheckedChange={(on) =>
              onChange(
                REVIEW_FUNCTIONS.filter((each) => (each === one ? on : value.includes(each))),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
