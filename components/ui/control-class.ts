/** What text fields and selects have in common. */
export const CONTROL_CLASS =
  "border-line-strong/70 bg-surface text-fg hover:border-line-strong w-full min-w-0 rounded-md border text-sm data-[disabled]:cursor-not-allowed data-[disabled]:opacity-55 data-[invalid]:border-danger aria-invalid:border-danger";
