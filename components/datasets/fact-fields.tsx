import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { CLASSIFICATIONS } from "./classification.tsx";
import type { Dataset } from "./types.ts";

/** What people say of a dataset. */
type DatasetFacts = Pick<
  Dataset,
  "description" | "purpose" | "licence" | "classification" | "personalData"
>;

/** As they are, or as they begin on a new dataset. */
export function factsOf(dataset?: Dataset): DatasetFacts {
  const {
    description = "",
    purpose = "",
    licence = "",
    classification = "internal",
    personalData = false,
  } = dataset ?? {};
  return { description, purpose, licence, classification, personalData };
}

/**
 * As they are sent: those that were changed in the form. What a form only began with nobody has said: sent, it would undo what
 * is said of the dataset meanwhile, or of one that has the name already.
 */
export function changedFacts(now: DatasetFacts, begun: DatasetFacts): Partial<DatasetFacts> {
  const before = trimmed(begun);
  return Object.fromEntries(
    Object.entries(trimmed(now)).filter(
      ([name, value]) => value !== before[name as keyof DatasetFacts],
    ),
  );
}

function trimmed({ description, purpose, licence, ...rest }: DatasetFacts): DatasetFacts {
  return {
    description: description.trim(),
    purpose: purpose.trim(),
    licence: licence.trim(),
    ...rest,
  };
}

export function FactFields({
  facts,
  onChange,
}: {
  facts: DatasetFacts;
  onChange: (facts: DatasetFacts) => void;
}) {
  const set = (changed: Partial<DatasetFacts>) => onChange({ ...facts, ...changed });
  return (
    <>
      <Field label="What it holds" optional>
        <Textarea
          rows={2}
          value={facts.description}
          onChange={({ target }) => set({ description: target.value })}
          maxLength={10_000}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Purpose" optional description="What it was collected for.">
          <Input
            value={facts.purpose}
            onValueChange={(purpose) => set({ purpose })}
            maxLength={10_000}
          />
        </Field>
        <Field label="Licence" optional description="Who allows its use, on what terms.">
          <Input
            value={facts.licence}
            onValueChange={(licence) => set({ licence })}
            placeholder="CC BY 4.0"
            maxLength={1_000}
          />
        </Field>
        <Field label="Classification">
          <Select
            options={CLASSIFICATIONS}
            value={facts.classification}
            onValueChange={(classification) => set({ classification })}
          />
        </Field>
        <div className="flex items-end pb-1.5">
          <Checkbox
            label="Holds personal data"
            checked={facts.personalData}
            onCheckedChange={(personalData) => set({ personalData })}
          />
        </div>
      </div>
    </>
  );
}
