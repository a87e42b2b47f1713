// Loaded once, before any workflow, into the sandbox that they share: see `preloadModules` in workflow-bundle.ts. An error's
// stack has one frame: it says where it was thrown, and each costs a look into the source map.
Error.stackTraceLimit = 1;

// Temporal's worker takes a stack trace for every promise that a workflow makes, for a query that nobody asks, and finds what
// it needs for it by compiling these texts in the sandbox, by way of the promise: half of a fan's time in the workflow. Here
// they are ready, and the trace is empty. Any other text is compiled as ever.
const ready: Record<string, () => unknown> = {
  "return globalThis.__TEMPORAL_ACTIVATOR__": () =>
    (globalThis as Record<string, unknown>)["__TEMPORAL_ACTIVATOR__"],
  "return globalThis.Error": () => NoTrace,
};
class NoTrace {
  stack = undefined;
}
const compile = Promise.constructor as (text: string) => unknown;
Object.defineProperty(Promise, "constructor", {
  value: (text: string) => ready[text] ?? compile(text),
});
