#!/usr/bin/env node
// The command is TypeScript; this lets Node read it.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./main.ts");
await main(process.argv);
