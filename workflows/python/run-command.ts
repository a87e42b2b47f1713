import { spawn } from "node:child_process";

type CommandResult = { ok: boolean; stdout: string; stderr: string };

/** Runs a program to its end, without a shell. Never throws: a program that cannot be started is `ok: false` with the reason in `stderr`. */
export function runCommand(
  command: string,
  args: string[],
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    // spawn's own timeout would hold the process open after a program that could not be started.
    const limits = [options.signal, options.timeoutMs && AbortSignal.timeout(options.timeoutMs)];
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.any(limits.filter((limit) => limit instanceof AbortSignal)),
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => resolve({ ok: false, stdout, stderr: stderr || error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, stdout, stderr }));
  });
}
