export const DIALOG_BACKDROP_CLASS =
  "fixed inset-0 z-40 bg-black/40 transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";

export const DIALOG_VIEWPORT_CLASS =
  "fixed inset-0 z-40 flex items-start justify-center overflow-y-auto px-4 py-[8vh]";

export const DIALOG_POPUP_CLASS =
  "bg-raised text-fg border-line shadow-raised flex max-h-[84vh] w-full flex-col rounded-lg border outline-none";
