"use client";

import type { Right } from "../../server/rights.ts";
import { useMe } from "../shell/use-me.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { RIGHT_NAMES } from "./right-names.ts";

/** What an API key may do: all that one may oneself (null), or what is chosen of it. */
export function RightsChoice({
  value,
  onChange,
}: {
  value: readonly Right[] | null;
  onChange: (value: readonly Right[] | null) => void;
}) {
  const own = useMe()?.rights ?? [];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">May</legend>
      <SegmentedControl
        label="What the key may do"
        options={[
          { value: "all", label: "All that you may" },
          { value: "some", label: "Only some of it" },
        ]}
        value={value === null ? "all" : "some"}
        onValueChange={(next) => onChange(next === "all" ? null : ["workspace.read"])}
      />
      {value !== null && (
        <div className="border-line mt-2 flex max-h-48 flex-col gap-1.5 overflow-y-auto rounded-md border px-3 py-2">
          {own.map((right) => (
            <Checkbox
              key={right}
              label={RIGHT_NAMES[right]}
              checked={value.includes(right)}
              onCheckedChange={(on) =>
                onChange(own.filter((each) => (each === right ? on : value.includes(each))))
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
