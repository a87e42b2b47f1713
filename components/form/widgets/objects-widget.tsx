"use client";
import { ArrowDown, ArrowUp, ChevronRight, CircleAlert, Copy, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { isPlainObject, withKey } from "../../../workflows/core/json.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { defaultText, fieldsOf, variantsOf, type Variant } from "../schema-form/fields.ts";
import { useFormContext } from "../schema-form/form-context.tsx";
import type { WidgetProps } from "./widget.ts";

/** A list of objects of one shape, or of several told apart by one property (the checks of a validation). */
export function ObjectsWidget(props: WidgetProps) {
  const { id, schema, value, onChange, label, disabled, path, problemsIn, renderForm } = props;
  const { remedies } = useFormContext();
  const [open, setOpen] = useState<number | null>(null);
  const found = variantsOf(schema.items ?? {});
  if (!found) return null;
  const { discriminator, variants } = found;
  const items = Array.isArray(value) ? value.map((item) => (isPlainObject(item) ? item : {})) : [];
  const variantOf = (item: Record<string, unknown>) =>
    discriminator === null
      ? variants[0]!
      : variants.find((variant) => variant.value === item[discriminator]);

  function add(variant: Variant) {
    onChange([...items, discriminator === null ? {} : { [discriminator]: variant.value }]);
    setOpen(items.length);
  }

  function move(from: number, to: number) {
    onChange(items.toSpliced(from, 1).toSpliced(to, 0, items[from]!));
    setOpen(to);
  }

  return (
    <div id={id} tabIndex={-1} role="group" aria-label={label} className="pf-list">
      {items.map((item, index) => {
        const variant = variantOf(item);
        const isOpen = open === index;
        const all = problemsIn(String(index));
        const inFields = variant
          ? fieldsOf(variant.schema).flatMap(({ name }) => problemsIn(`${index}.${name}`))
          : [];
        // What is wrong with a field of an item that is open stands at the field.
        const problems = isOpen ? all.filter((problem) => !inFields.includes(problem)) : all;
        return (
          // Items have no identity of their own but their place.
          <div
            key={index}
            className="pf-list-item"
            data-open={isOpen || undefined}
            data-invalid={all.length > 0 || undefined}
          >
            <div className="flex items-center">
              <button
                type="button"
                className="flex min-w-0 flex-1 items-center gap-1 px-1.5 py-1.5 text-left"
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? null : index)}
              >
                <ChevronRight
                  aria-hidden
                  className={`size-3.5 shrink-0 text-muted ${isOpen ? "rotate-90" : ""}`}
                />
                <span className="min-w-0 truncate text-[13px]">
                  {summary(item, variant, discriminator)}
                </span>
              </button>
              {!disabled && (
                <>
                  {isOpen && items.length > 1 && (
                    <>
                      <IconButton
                        size="sm"
                        label={`Move item ${index + 1} up`}
                        icon={<ArrowUp aria-hidden />}
                        disabled={index === 0}
                        onClick={() => move(index, index - 1)}
                      />
                      <IconButton
                        size="sm"
                        label={`Move item ${index + 1} down`}
                        icon={<ArrowDown aria-hidden />}
                        disabled={index === items.length - 1}
                        onClick={() => move(index, index + 1)}
                      />
                    </>
                  )}
                  <IconButton
                    size="sm"
                    label={`Duplicate item ${index + 1}`}
                    icon={<Copy aria-hidden />}
                    onClick={() => onChange(items.toSpliced(index + 1, 0, { ...item }))}
                  />
                  <IconButton
                    size="sm"
                    label={`Remove item ${index + 1}`}
                    icon={<Trash2 aria-hidden />}
                    onClick={() => {
                      const next = items.toSpliced(index, 1);
                      onChange(next.length === 0 ? undefined : next);
                      setOpen(null);
                    }}
                  />
                </>
              )}
            </div>
            {problems.length > 0 && (
              <div className="px-2 pb-2">
                {problems.map((problem) => (
                  <p key={problem} className="text-danger flex gap-1.5 text-xs">
                    <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                    <span className="min-w-0 break-words">{problem}</span>
                  </p>
                ))}
                {remedies?.(`${path}.${index}`)}
              </div>
            )}
            {isOpen && variant && (
              <div className="border-t border-line p-2.5">
                {variant.description && (
                  <p className="mb-2 text-xs text-muted">{variant.description}</p>
                )}
                {renderForm({
                  id: `${id}.${index}`,
                  schema: variant.schema,
                  value: item,
                  compact: true,
                  disabled,
                  path: `${path}.${index}`,
                  problemsOf: (inner) => problemsIn(`${index}.${inner}`),
                  onChange: (field, next) =>
                    onChange(items.with(index, withKey(item, field, next))),
                })}
              </div>
            )}
          </div>
        );
      })}
      {!disabled && <AddButton label={label} variants={variants} add={add} />}
    </div>
  );
}

function AddButton({
  label,
  variants,
  add,
}: {
  label: string;
  variants: Variant[];
  add: (variant: Variant) => void;
}) {
  const button = (
    <button
      type="button"
      className="pf-add"
      onClick={variants.length === 1 ? () => add(variants[0]!) : undefined}
    >
      <Plus aria-hidden className="size-3.5" /> Add to {label.toLowerCase()}
    </button>
  );
  if (variants.length === 1) return button;
  return (
    <Menu trigger={button}>
      {variants.map((variant) => (
        <MenuItem key={variant.value} onClick={() => add(variant)}>
          {variant.title}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** An item in one line: its kind, then its values in the schema's order. */
function summary(
  item: Record<string, unknown>,
  variant: Variant | undefined,
  discriminator: string | null,
): string {
  if (!variant) return `Unknown: ${JSON.stringify(item)}`;
  const values = fieldsOf(variant.schema).flatMap(({ name, title, schema }) => {
    const value = item[name];
    if (value === undefined || value === "") return [];
    const text = defaultText(value);
    return schema.type === "string" && typeof value === "string"
      ? [text]
      : [`${title.toLowerCase()} ${text}`];
  });
  const head = discriminator === null ? [] : [variant.title];
  return [...head, ...values].join(" · ") || "Not filled in yet";
}
