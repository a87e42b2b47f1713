import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import type { Role } from "../db/schema/auth.ts";
import { repoRoot } from "./home.ts";

/** The ports that are tried first when neither the environment nor an earlier start names one. */
export const DEFAULT_PORTS = { web: 3000, serving: 8600, temporal: 7233, postgres: 5433 } as const;

const path = z.string().transform((value) => resolve(value));

const port = z
  .string()
  .regex(/^\d{1,5}$/, "a port number from 1 to 65535")
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65535, "a port number from 1 to 65535");

const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.parse?.(value) ?? safeUrl(value);
      return parsed !== null && protocols.includes(parsed.protocol);
    },
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  );

function safeUrl(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}

const executable = z
  .string()
  .refine((value) => !isAbsolute(value) || existsSync(value), "the path of a program that exists");

const schema = z.object({
  PENSTOCK_HOME: path.optional(),
  PENSTOCK_CACHE: path.optional(),
  XDG_CACHE_HOME: z.string().optional(),
  DATABASE_URL: url("postgres:", "postgresql:").optional(),
  PENSTOCK_WEB_DATABASE_URL: url("postgres:", "postgresql:").optional(),
  PENSTOCK_SYSTEM_DATABASE_URL: url("postgres:", "postgresql:").optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(
      /^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
      "host:port, such as temporal.example.com:7233",
    )
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default("default"),
  PENSTOCK_TEMPORAL_CLI: executable.optional(),
  PENSTOCK_PYTHON: executable.optional(),
  PENSTOCK_CHROMIUM: executable.optional(),
  PENSTOCK_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, "a host name or an IP address to listen on")
    .default("127.0.0.1"),
  PENSTOCK_WEB_PORT: port.optional(),
  PENSTOCK_SERVING_PORT: port.optional(),
  PENSTOCK_TEMPORAL_PORT: port.optional(),
  PENSTOCK_POSTGRES_PORT: port.optional(),
  PENSTOCK_LOCAL_USERS: z.enum(["auto", "off"]).default("auto"),
  PENSTOCK_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info"),
  PENSTOCK_SECRET: z.string().min(32, "at least 32 characters").optional(),
  PENSTOCK_WEB_URL: url("http:", "https:").optional(),
  PENSTOCK_SERVING_URL: url("http:", "https:").optional(),
  PENSTOCK_FOLDERS: z
    .string()
    .transform((value) => value.split(delimiter).filter(Boolean))
    .refine((folders) => folders.every(isAbsolute), `absolute paths with '${delimiter}' between`)
    .optional(),
  PENSTOCK_ALLOW_HOSTS: z
    .string()
    .regex(
      /^\s*((\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?\s*(,\s*|$))+$/,
      "hosts with or without a port, with commas between them, such as localhost:8025, hooks.internal",
    )
    .optional(),
  PENSTOCK_SMTP_URL: url("smtp:", "smtps:").optional(),
  PENSTOCK_OIDC_ISSUER: url("http:", "https:").optional(),
  PENSTOCK_OIDC_CLIENT_ID: z.string().optional(),
  PENSTOCK_OIDC_CLIENT_SECRET: z.string().optional(),
  PENSTOCK_OIDC_NAME: z.string().max(40, "at most 40 characters").default("your organisation"),
  PENSTOCK_OIDC_ROLE: z.enum(["viewer", "designer", "reviewer", "operator", "auditor"]).optional(),
  PENSTOCK_MAIL_FROM: z
    .string()
    .regex(
      /^[^\r\n,]*[^\s@<>,]+@[^\s@<>,]+>?$/,
      "an e-mail address, such as Penstock <penstock@example.com>",
    )
    .optional(),
});

/** Names that must not be repeated in an error message: they hold a password or a key. */
const SECRET = new Set([
  "DATABASE_URL",
  "PENSTOCK_WEB_DATABASE_URL",
  "PENSTOCK_SYSTEM_DATABASE_URL",
  "PENSTOCK_SECRET",
  "PENSTOCK_SMTP_URL",
  "PENSTOCK_OIDC_CLIENT_SECRET",
]);

/** The environment does not fit; the message has one line for each variable at fault. */
export class EnvError extends Error {
  override name = "EnvError";
}

/** What the environment says, checked and with defaults filled in. */
export interface PenstockEnv {
  /** Folder with this installation's state: database, artifacts, logs, secrets. */
  home: string;
  /** Folder shared between checkouts: the Temporal binary and the Python environments. */
  cache: string;
  /** What this process connects with: of the supervisor, the owner's. */
  databaseUrl?: string;
  /** What the web application connects with for a workspace, behind the wall; without it, as above. */
  webDatabaseUrl?: string;
  /** For the supervisor: what it has the other processes connect with, instead of a login that it makes. */
  systemDatabaseUrl?: string;
  temporalAddress?: string;
  temporalNamespace: string;
  temporalCli?: string;
  python?: string;
  host: string;
  /** Only the ports that the environment names. */
  ports: { web?: number; serving?: number; temporal?: number; postgres?: number };
  /** True where one-click sign-in is allowed: not switched off, bound to a loopback address, and no address of others named. */
  localUsers: boolean;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  secret?: string;
  webUrl?: string;
  servingUrl?: string;
  /** Folders that pipelines and triggers may read; the home's `inbox` when none is named. */
  folders: readonly string[];
  /** `host` or `host:port` inside the network that messages may go to all the same. */
  allowHosts: string[];
  smtpUrl?: string;
  mailFrom?: string;
  /** The OpenID provider that people may sign in by. */
  oidc?: {
    issuer: string;
    clientId: string;
    clientSecret?: string;
    /** As the sign-in button calls it. */
    name: string;
    /** What whoever comes from there for the first time becomes; without it, an invitation is needed. */
    role?: Exclude<Role, "admin">;
  };
}

/**
 * Reads and checks the environment. An empty variable counts as not set.
 * @throws EnvError that names every variable at fault, what it is and what it should be.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): PenstockEnv {
  const known: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = source[name];
    if (value !== undefined && value !== "") known[name] = value;
  }
  const parsed = schema.safeParse(known);
  if (!parsed.success) throw new EnvError(explain(parsed.error, known));
  const env = parsed.data;
  if (env.PENSTOCK_OIDC_ISSUER && !env.PENSTOCK_OIDC_CLIENT_ID)
    throw new EnvError(
      "The environment does not fit.\n  PENSTOCK_OIDC_CLIENT_ID: want the id that the provider at PENSTOCK_OIDC_ISSUER knows Penstock by, got nothing",
    );
  const home = env.PENSTOCK_HOME ?? join(repoRoot, ".penstock");
  const cacheBase = env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return {
    home,
    cache: env.PENSTOCK_CACHE ?? join(cacheBase, "penstock"),
    databaseUrl: env.DATABASE_URL,
    webDatabaseUrl: env.PENSTOCK_WEB_DATABASE_URL,
    systemDatabaseUrl: env.PENSTOCK_SYSTEM_DATABASE_URL,
    temporalAddress: env.TEMPORAL_ADDRESS,
    temporalNamespace: env.TEMPORAL_NAMESPACE,
    temporalCli: env.PENSTOCK_TEMPORAL_CLI,
    python: env.PENSTOCK_PYTHON,
    host: env.PENSTOCK_HOST,
    ports: {
      web: env.PENSTOCK_WEB_PORT,
      serving: env.PENSTOCK_SERVING_PORT,
      temporal: env.PENSTOCK_TEMPORAL_PORT,
      postgres: env.PENSTOCK_POSTGRES_PORT,
    },
    localUsers:
      env.PENSTOCK_LOCAL_USERS === "auto" &&
      isLoopback(env.PENSTOCK_HOST) &&
      // A proxy on this machine lets others in.
      [env.PENSTOCK_WEB_URL, env.PENSTOCK_SERVING_URL].every(
        (address) => !address || isLoopback(new URL(address).hostname),
      ),
    logLevel: env.PENSTOCK_LOG_LEVEL,
    secret: env.PENSTOCK_SECRET,
    webUrl: env.PENSTOCK_WEB_URL,
    servingUrl: env.PENSTOCK_SERVING_URL,
    folders: env.PENSTOCK_FOLDERS ?? [join(home, "inbox")],
    allowHosts: (env.PENSTOCK_ALLOW_HOSTS ?? "")
      .split(",")
      .map((host) => host.trim())
      .filter(Boolean),
    smtpUrl: env.PENSTOCK_SMTP_URL,
    mailFrom: env.PENSTOCK_MAIL_FROM,
    ...(env.PENSTOCK_OIDC_ISSUER && env.PENSTOCK_OIDC_CLIENT_ID
      ? {
          oidc: {
            issuer: env.PENSTOCK_OIDC_ISSUER.replace(/\/$/, ""),
            clientId: env.PENSTOCK_OIDC_CLIENT_ID,
            clientSecret: env.PENSTOCK_OIDC_CLIENT_SECRET,
            name: env.PENSTOCK_OIDC_NAME,
            role: env.PENSTOCK_OIDC_ROLE,
          },
        }
      : {}),
  };
}

/** The environment of a process that needs the database, Temporal and the secret: web, worker, serving. */
export type RuntimeEnv = PenstockEnv &
  Required<Pick<PenstockEnv, "databaseUrl" | "temporalAddress" | "secret">>;

/**
 * As `readEnv`, and the database, Temporal and the secret must be named.
 * `penstock start` sets them for its children; elsewhere a person does.
 * @throws EnvError
 */
export function readRuntimeEnv(
  source: Record<string, string | undefined> = process.env,
): RuntimeEnv {
  const env = readEnv(source);
  const { databaseUrl, temporalAddress, secret } = env;
  if (databaseUrl !== undefined && temporalAddress !== undefined && secret !== undefined) {
    return { ...env, databaseUrl, temporalAddress, secret };
  }
  const missing = [
    databaseUrl === undefined ? "DATABASE_URL" : "",
    temporalAddress === undefined ? "TEMPORAL_ADDRESS" : "",
    secret === undefined ? "PENSTOCK_SECRET" : "",
  ].filter(Boolean);
  throw new EnvError(
    `${missing.join(", ")} must be set for this process: start everything with "npm start", or set what .env.example describes.`,
  );
}

/** True for a name or address, as of a URL too, that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return ["localhost", "::1", "[::1]"].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Adds what `.env` in the repository says to the environment; what is set already wins. */
export function loadDotEnv(file: string = join(repoRoot, ".env")): void {
  if (existsSync(/* turbopackIgnore: true */ file) && typeof process.loadEnvFile === "function")
    process.loadEnvFile(file);
}

function explain(error: z.ZodError, known: Record<string, string>): string {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const got = SECRET.has(name) ? "something else (not shown)" : JSON.stringify(known[name]);
    return `${name}: want ${wanted(issue)}, got ${got}`;
  });
  return ["The environment does not fit.", ...new Set(lines)].join("\n  ");
}

function wanted(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_value" ? `one of ${issue.values.join(", ")}` : issue.message;
}
