/** The surface of menus, selects and the like. */
export const POPUP_CLASS =
  "bg-raised text-fg border-line shadow-raised rounded-lg border p-1 text-sm outline-none";

/** A row in one of them. */
export const ITEM_CLASS =
  "flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";
