import { readEnv } from "../env.ts";

/** Whether PENSTOCK_ALLOW_HOSTS names the host, with this port or without one. */
export function isAllowedHost(host: string, port: number): boolean {
  const name = bare(host);
  return readEnv().allowHosts.some((entry) => {
    const [, entryHost = "", entryPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    return bare(entryHost) === name && (entryPort === undefined || Number(entryPort) === port);
  });
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "").toLowerCase();
}
