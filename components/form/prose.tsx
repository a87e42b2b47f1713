/** A sentence in which `words between backticks` are code. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // Parts have no identity but their place in the text.
      <code key={index} className="text-fg font-mono text-[0.95em]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
