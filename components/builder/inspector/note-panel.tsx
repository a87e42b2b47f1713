"use client";
import { Trash2 } from "lucide-react";
import { documentSchema } from "../../../workflows/core/document.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import type { JsonSchema } from "../../form/schema-form/fields.ts";
import { Button } from "../../ui/button.tsx";
import { remove } from "../store/edits.ts";
import { noteKey } from "../store/canvas-key.ts";
import { useEditor } from "../store/editor-context.tsx";
import { setNote } from "../store/notes.ts";

const NOTE: JsonSchema = {
  type: "object",
  properties: {
    text: { type: "string", title: "Text", widget: "markdown", unset: "Write in Markdown" },
  },
  required: ["text"],
};
const check = fieldCheck(documentSchema.shape.layout.unwrap().shape.notes.unwrap().valueType.shape);

/** A note on the canvas. */
export function NotePanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const text = useEditor(({ document }) => document.layout?.notes?.[id]?.text);
  if (text === undefined) return null;
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-base font-semibold">Note</h2>
      <CheckedForm
        id={`note.${id}`}
        schema={NOTE}
        check={(field, next) => check(field, next ?? "")}
        value={{ text }}
        disabled={readOnly}
        onChange={(_field, next) =>
          edit(
            (document) => setNote(document, id, { text: typeof next === "string" ? next : "" }),
            `note:${id}`,
          )
        }
      />
      {!readOnly && (
        <Button
          size="sm"
          className="self-start"
          icon={<Trash2 aria-hidden />}
          onClick={() => edit((document) => remove(document, { nodes: [noteKey(id)] }))}
        >
          Remove
        </Button>
      )}
    </div>
  );
}
