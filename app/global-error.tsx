"use client";

import "./globals.css";

/** The last resort, when even the frame of the page fails. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Error · Penstock</title>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
          <h1 className="text-xl font-semibold">Penstock does not answer</h1>
          <p className="text-muted max-w-md text-sm">
            The server may be starting or its database may be away. Try again in a moment; “penstock
            status” on the server tells what is missing.
          </p>
          <button
            type="button"
            onClick={reset}
            className="bg-accent text-on-accent rounded-md px-3 py-1.5 text-sm"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
