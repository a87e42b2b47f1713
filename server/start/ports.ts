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

const remembered = z
  .object({
    web: z.number().int(),
    serving: z.number().int(),
    postgres: z.number().int(),
    temporal: z.number().int(),
    temporalUi: z.number().int(),
  })
  .partial();

const NAMES = ["web", "serving", "postgres", "temporal", "temporalUi"] as const;

/**
 * Chooses the ports of this home and remembers them: what is asked for, else what the last start used,
 * else the usual one, else any that is free. 0 asks for any that is free.
 * @throws Error where a port that was asked for is taken: it would be wrong to move it silently.
 */
export async function choosePorts(
  home: string,
  asked: Partial<Ports>,
  webHost: string,
): Promise<Ports> {
  const file = homePaths(home).ports;
  const last = remembered.safeParse(readJsonFile(file)).data ?? {};
  const usual = { ...DEFAULT_PORTS, temporalUi: DEFAULT_PORTS.temporal + 1000 };
  const chosen: Partial<Ports> = {};
  for (const name of NAMES) {
    const host = name === "web" || name === "serving" ? webHost : "127.0.0.1";
    const exclude = Object.values(chosen);
    const want = asked[name];
    if (want !== undefined && want !== 0) {
      const got = await getPort({ port: want, host });
      if (got !== want || exclude.includes(want)) {
        throw new Error(
          `Port ${want} for ${name} is taken: end what listens there, or set ${portVariable(name)} to another.`,
        );
      }
      chosen[name] = want;
      continue;
    }
    const wishes = want === 0 ? [] : [last[name], usual[name]].filter((port) => port !== undefined);
    const reserve = wishes.length === 0;
    chosen[name] = await getPort({ port: wishes, host, exclude, reserve });
  }
  const ports = chosen as Ports;
  writeFileAtomic(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

function portVariable(name: (typeof NAMES)[number]): string {
  return name === "temporalUi" ? "PENSTOCK_TEMPORAL_PORT" : `PENSTOCK_${name.toUpperCase()}_PORT`;
}
