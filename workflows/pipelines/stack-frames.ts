// Loaded once, before any workflow, into the sandbox that they share: see `preloadModules` in workflow-bundle.ts. Temporal's
// worker takes a stack trace for every promise that a workflow makes, frame by frame through the source map, for a query that
// nobody asks. One frame says where an error was thrown; ten cost a fan of steps a quarter of the worker's time.
Error.stackTraceLimit = 1;
