import { pad, seconds } from "./child.ts";

/**
 * Prints a line for each part of the start in one fixed order, though the parts come up side by side: a line waits
 * until those before it are printed.
 */
export class StartLines {
  #order: string[];
  #held = new Map<string, string>();
  #write: (line: string) => void;

  constructor(order: readonly string[], write: (line: string) => void) {
    this.#order = [...order];
    this.#write = write;
  }

  /** `from` is when the part began, in milliseconds since the epoch. */
  done(name: string, text: string, from: number): void {
    this.#held.set(name, `${pad(name)} ${text}   ${seconds(from)}`);
    for (let next = this.#order[0]; next !== undefined; next = this.#order[0]) {
      const line = this.#held.get(next);
      if (line === undefined) return;
      this.#write(line);
      this.#held.delete(next);
      this.#order.shift();
    }
  }

  /** Prints what is held back, as when a part before it has failed. */
  flush(): void {
    for (const line of this.#held.values()) this.#write(line);
    this.#held.clear();
  }
}
