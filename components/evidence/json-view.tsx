/** JSON as it is, for what has no picture of its own. */
export function JsonView({ value }: { value: unknown }) {
  return (
    <pre
      className="border-line bg-sunken max-h-96 overflow-auto rounded-md border p-3 font-mono text-xs leading-relaxed"
      tabIndex={0}
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
