import { availableParallelism, homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, DATA_DIR, THREADS, PENSTOCK_CACHE, XDG_CACHE_HOME } =
  process.env;

/** What the environment may change. */
export const settings = {
  address: TEMPORAL_ADDRESS || "localhost:7233",
  namespace: TEMPORAL_NAMESPACE || "default",
  /** Artifacts, registry, reviews, deployments and the records of runs. */
  data: resolve(DATA_DIR || join(projectFolder, "data")),
  /** Cores a step may use. */
  threads: Number(THREADS) || availableParallelism(),
  /** Where the Python environments are made; the same folder that Penstock uses, so that they are made once. */
  cache: resolve(PENSTOCK_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "penstock")),
};
