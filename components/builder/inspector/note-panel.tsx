"use client";
import { Trash2 } from "lucide-react";
import type { JsonSchema } from "../../form/schema-form/fields.ts";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
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

/** A note on the canvas. */
export function NotePanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const text = useEditor(({ document }) => document.layout?.notes?.[id]?.text);
  if (text === undefined) return null;
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-base font-semibold">Note</h2>
      <SchemaForm
        id={`note.${id}`}
        schema={NOTE}
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
