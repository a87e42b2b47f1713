import { isLoopback, type PenstockEnv } from "../env.ts";
import type { Secrets } from "../home.ts";
import { reachable } from "./node-processes.ts";
import type { Ports } from "./ports.ts";
import { embeddedUrl } from "./postgres.ts";
import type { StackUrls } from "./stack.ts";

interface Placement {
  /** What the environment says; it wins where it names an address. */
  env: PenstockEnv;
  home: string;
  cache: string;
  host: string;
  ports: Ports;
  secrets: Secrets;
  localUsers: boolean;
}

/** Where each part is reached on this machine. */
export function stackUrls({ env, host, ports }: Placement): { [name in keyof StackUrls]: string } {
  const name = isLoopback(host) ? "localhost" : reachable(host);
  return {
    web: `http://${name}:${ports.web}`,
    serving: `http://${reachable(host)}:${ports.serving}`,
    temporal: env.temporalAddress ?? `http://127.0.0.1:${ports.temporalUi}`,
  };
}

/** The variables that children are given. */
export function childVariables(placement: Placement): Record<string, string> {
  const { env, home, cache, host, ports, secrets, localUsers } = placement;
  const urls = stackUrls(placement);
  return {
    DATABASE_URL: env.databaseUrl ?? embeddedUrl(ports.postgres, secrets.postgresPassword),
    TEMPORAL_ADDRESS: env.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: env.temporalNamespace,
    ORT_DISABLE_TELEMETRY: "1",
    PENSTOCK_HOME: home,
    PENSTOCK_CACHE: cache,
    PENSTOCK_SECRET: env.secret ?? secrets.authSecret,
    // Lets `penstock` on this machine act on the web application.
    PENSTOCK_LOCAL_TOKEN: secrets.cliToken,
    PENSTOCK_HOST: host,
    PENSTOCK_LOCAL_USERS: localUsers ? "auto" : "off",
    PENSTOCK_LOG_LEVEL: env.logLevel,
    // A proxy's address, where one is named, is what people see.
    PENSTOCK_WEB_URL: env.webUrl ?? urls.web,
    PENSTOCK_SERVING_URL: env.servingUrl ?? urls.serving,
    PENSTOCK_WEB_PORT: String(ports.web),
    PENSTOCK_SERVING_PORT: String(ports.serving),
    PENSTOCK_TEMPORAL_PORT: String(ports.temporal),
    PENSTOCK_POSTGRES_PORT: String(ports.postgres),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
