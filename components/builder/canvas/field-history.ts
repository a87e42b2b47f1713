type Field = Pick<HTMLInputElement, "value">;

/** Fields for which the browser keeps a history of what is typed. */
const TYPED = `textarea, input:not([type]), input[type=text], input[type=search], input[type=number], input[type=url],
  input[type=email], input[type=tel], input[type=password]`;

/** Whether it is a field in which one types. */
export function isField(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLElement && target.matches(TYPED);
}

/**
 * Knows whether the field that has the keyboard has something of its own to undo. What is set from outside, as by picking
 * from a list, leaves nothing that the browser could take back.
 */
export function followTyping() {
  let known: { field: Field; first: string; typed: string | null } | null = null;
  return {
    focused(field: Field) {
      known = { field, first: field.value, typed: null };
    },
    typed(field: Field) {
      if (known?.field === field) known.typed = field.value;
    },
    hasOwn(field: Field, way: "undo" | "redo"): boolean {
      if (known?.field !== field) return true;
      const { first, typed } = known;
      return typed !== null && field.value === typed && (way === "redo" || typed !== first);
    },
  };
}
