"use client";

import { useState } from "react";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { useDraft } from "./draft-context.tsx";

/** Which sections of the documentation must be signed, divided by commas. */
export function SectionsField({
  index,
  sections,
}: {
  index: number;
  sections: readonly string[] | undefined;
}) {
  const { edit, problemAt, readOnly } = useDraft();
  const path = ["evidence", index, "sections"];
  const [typed, setTyped] = useState<string | null>(null);
  const known = (sections ?? []).join(", ");
  const shown = typed !== null && split(typed).join(", ") === known ? typed : known;
  return (
    <Field label="Sections" error={problemAt(path)} className="min-w-48 flex-1">
      <Input
        size="sm"
        value={shown}
        disabled={readOnly}
        placeholder="all of them"
        onValueChange={(text) => {
          setTyped(text);
          const names = split(text);
          edit({ op: "set", path, value: names.length > 0 ? names : undefined });
        }}
      />
    </Field>
  );
}

const split = (text: string) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
