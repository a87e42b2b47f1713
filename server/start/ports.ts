import { once } from "node:events";
import { createServer } from "node:net";
import getPort from "get-port";
import { z } from "zod";
import { DEFAULT_PORTS } from "../env.ts";
import { homePaths, readJsonFile, writeFileAtomic } from "../home.ts";

export interface Ports {
  web: number;
  serving: number;
  postgres: number;
  /** Temporal's gRPC front end. */
  temporal: number;
  /** Temporal's own pages. */
  temporalUi: number;
}

const schema = z.object({
  web: z.number().int(),
  serving: z.number().int(),
  postgres: z.number().int(),
  temporal: z.number().int(),
  temporalUi: z.number().int(),
});

const TAKEN = "EADDRINUSE";
const NAMES = ["web", "serving", "postgres", "temporal", "temporalUi"] as const;

/** The ports that the last start of this home has chosen; null before the first. */
export function rememberedPorts(home: string): Ports | null {
  return schema.safeParse(readJsonFile(homePaths(home).ports)).data ?? null;
}

/**
 * Chooses the ports of this home and remembers them: what is asked for, else what the last start used,
 * else the usual one, else any that is free. 0 asks for any that is free.
 * @throws Error where a port that was asked for is taken or not allowed: it would be wrong to move it silently; and where
 * this machine does not have the address `webHost`.
 */
export async function choosePorts(
  home: string,
  asked: Partial<Ports>,
  webHost: string,
): Promise<Ports> {
  const file = homePaths(home).ports;
  const last = schema.partial().safeParse(readJsonFile(file)).data ?? {};
  const usual = { ...DEFAULT_PORTS, temporalUi: DEFAULT_PORTS.temporal + 1000 };
  const chosen: Partial<Ports> = {};
  const nowhere = await refusal(0, webHost);
  if (nowhere !== null)
    throw new Error(
      `This machine cannot listen on ${webHost} (${nowhere}): set PENSTOCK_HOST to an address of its own, to 0.0.0.0 for all of them, or to 127.0.0.1 for this machine alone.`,
    );
  for (const name of NAMES) {
    const host = name === "web" || name === "serving" ? webHost : "127.0.0.1";
    const exclude = Object.values(chosen);
    // "localhost" may lead to ::1, where another program may listen on the same number.
    const hosts = host === "127.0.0.1" && name === "web" ? [host, "::1"] : [host];
    const refused = async (port: number) => {
      if (exclude.includes(port)) return TAKEN;
      const refusals = await Promise.all(hosts.map((address) => refusal(port, address)));
      // This machine may not have ::1 at all.
      return refusals[0] ?? refusals.find((code) => code === TAKEN) ?? null;
    };
    const want = asked[name];
    if (want !== undefined && want !== 0) {
      const code = await refused(want);
      if (code !== null) {
        throw new Error(
          code === "EACCES"
            ? `This user may not listen on port ${want} for ${name}: set ${portVariable(name)} to one above 1023.`
            : `Port ${want} for ${name} is taken: end what listens there, or set ${portVariable(name)} to another.`,
        );
      }
      chosen[name] = want;
      continue;
    }
    const wishes = want === 0 ? [] : [last[name], usual[name]].filter((port) => port !== undefined);
    for (const wish of wishes) {
      if (chosen[name] === undefined && (await refused(wish)) === null) chosen[name] = wish;
    }
    chosen[name] ??= await getPort({ host, exclude });
  }
  const ports = chosen as Ports;
  writeFileAtomic(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

/**
 * Why nobody can listen there, as Node's code; null where one can. get-port would refuse for half a minute a port that it has
 * named before, though nobody listens.
 */
export async function refusal(port: number, host: string): Promise<string | null> {
  const server = createServer().listen({ port, host, exclusive: true });
  try {
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function portVariable(name: (typeof NAMES)[number]): string {
  return name === "temporalUi" ? "PENSTOCK_TEMPORAL_PORT" : `PENSTOCK_${name.toUpperCase()}_PORT`;
}
