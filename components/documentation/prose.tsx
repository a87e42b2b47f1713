"use client";

import { later } from "../ui/later.tsx";

const Markdown = later(
  async () => (await import("../form/markdown.tsx")).default,
  "Loading the text…",
);

/** Markdown as one reads it. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="[&_code]:bg-sunken [&_a]:text-accent max-w-3xl text-sm leading-5 break-words [&_a]:underline [&_code]:rounded-xs [&_code]:px-1 [&_code]:text-xs [&_h1]:font-semibold [&_h2]:font-semibold [&_h3]:font-medium [&_ol]:list-decimal [&_ol]:pl-5 [&_strong]:font-medium [&_ul]:list-disc [&_ul]:pl-5 [&>*+*]:mt-2">
      <Markdown text={text} />
    </div>
  );
}
