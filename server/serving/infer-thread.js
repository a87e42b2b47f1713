// In a thread of Node 20, `--import tsx` has no effect: TypeScript is registered here.
import { register } from "tsx/esm/api";

register();
const worker = await import("./infer-worker.ts");

export default worker.default;
export const measure = worker.measure;
