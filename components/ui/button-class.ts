import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  secondary: "bg-surface text-fg border-line hover:bg-hover",
  ghost: "text-fg border-transparent hover:bg-hover",
  danger: "bg-danger text-on-danger hover:bg-danger-hover border-transparent",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-7 px-2 text-xs",
  md: "h-8 px-3 text-sm",
};

/** What buttons, and links that look like them, have in common. */
export function buttonClass(variant: ButtonVariant, size: ButtonSize, extra?: string): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none",
    "[&_svg]:size-4 [&_svg]:shrink-0 data-[disabled]:opacity-55 data-[disabled]:pointer-events-none",
    VARIANTS[variant],
    SIZES[size],
    extra,
  );
}
