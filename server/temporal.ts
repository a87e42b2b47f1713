import { Client, Connection } from "@temporalio/client";
import { PenstockError } from "./errors.ts";

/**
 * Makes a function that connects on first use and then gives the same client. A failed try is not kept: the next call
 * tries again.
 * @param address host:port of the front end
 */
export function temporalConnector(address: string, namespace: string): () => Promise<Client> {
  let client: Promise<Client> | null = null;
  return () => {
    client ??= connect(address, namespace).catch((error: unknown) => {
      client = null;
      throw new PenstockError(
        "unavailable",
        `Temporal at ${address} does not answer: nothing was started. It is tried again with your next click; an admin sees the reason in its log.`,
        { cause: error instanceof Error ? error.message : String(error) },
      );
    });
    return client;
  };
}

async function connect(address: string, namespace: string): Promise<Client> {
  const connection = await Connection.connect({ address, connectTimeout: 3_000 });
  return new Client({ connection, namespace });
}
