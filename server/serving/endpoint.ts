import type { Logger } from "pino";
import { PenstockError } from "../errors.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { ModelStore } from "./model-store.ts";
import type { Route } from "./routing-table.ts";
import { admitVersion, type ServedVersion, type Warning } from "./standing.ts";

type EndpointStatus = "loading" | "ready" | "failed";

/** Told of every change of an endpoint. */
export type Report = (
  route: Route,
  status: EndpointStatus,
  message: string | null,
) => Promise<void>;

/**
 * One name under `/v2/models`. It follows its route: a new revision is loaded and warmed while the old one answers, and takes
 * over in one assignment; one that fails to load leaves the old one in place.
 */
export class Endpoint {
  readonly #store: ModelStore;
  readonly #report: Report;
  readonly #log: Logger;
  #route: Route;
  #current: { revision: number; model: LoadedModel } | null = null;
  #failed: { revision: number; message: string } | null = null;
  #advancing: Promise<void> | null = null;

  constructor(route: Route, store: ModelStore, report: Report, log: Logger) {
    this.#route = route;
    this.#store = store;
    this.#report = report;
    this.#log = log;
  }

  get route(): Route {
    return this.#route;
  }

  /** The numbers that may be asked for, suspended ones among them. */
  get versions(): string[] {
    const loadable = [...this.#route.versions.values()].filter(isLoadable);
    return [...new Set(loadable.map(({ number }) => number))].sort((a, b) => Number(a) - Number(b));
  }

  /** Takes over what Postgres says. Resolves when the revision in force is loaded or has failed. */
  follow(route: Route, retry: boolean): Promise<void> {
    this.#route = route;
    if (retry) this.#failed = null;
    // A suspended model stays in memory, so that it answers at once when its suspension is lifted.
    if (this.#current && !isLoadable(route.versions.get(this.#current.model.versionId)))
      this.#drop();
    this.#advancing ??= this.#advance().finally(() => (this.#advancing = null));
    return this.#advancing;
  }

  /**
   * The model that answers, and what has to be said of its approval: the one in force, or that of an earlier revision,
   * which is loaded when it is asked for.
   * @throws PenstockError
   */
  async find(version: string | null): Promise<{ model: LoadedModel; warning: Warning | null }> {
    const { name, versions, versionId: inForce } = this.#route;
    const current = this.#current?.model;
    if (version === null || version === current?.version) {
      const standing = versions.get(current?.versionId ?? inForce);
      const warning = standing ? admitVersion(standing, Date.now()) : null;
      if (current) return { model: current, warning };
      throw this.#notServing();
    }
    const named = [...versions.values()].filter(({ number }) => number === version);
    // An endpoint that went from one model to another may have had two versions of a number: the one in force wins.
    const served = named.find(({ id }) => id === inForce) ?? named[0];
    if (!served)
      throw new PenstockError(
        "not-found",
        `Model '${name}' has no version '${version}' that may be served; it has: ${this.versions.join(", ") || "none"}.`,
      );
    const warning = admitVersion(served, Date.now());
    return { model: await this.#earlier(served), warning };
  }

  async #earlier({ id: versionId, number: version }: ServedVersion): Promise<LoadedModel> {
    try {
      let model = await this.#store.get(versionId);
      // It may have been released between two turns of the event loop.
      while (model.retired) model = await this.#store.get(versionId);
      return model;
    } catch (error) {
      this.#log.error({ err: error, model: this.#route.name, version }, "version cannot be loaded");
      throw new PenstockError(
        "unavailable",
        `Version ${version} of model '${this.#route.name}' could not be loaded; the version in force still answers.`,
      );
    }
  }

  /** Stops serving. */
  drop(): void {
    this.#drop();
  }

  #drop(): void {
    if (!this.#current) return;
    const { model } = this.#current;
    this.#current = null;
    this.#store.unpin(model.versionId);
  }

  async #advance(): Promise<void> {
    for (;;) {
      const route = this.#route;
      if (this.#current?.revision === route.revision || this.#failed?.revision === route.revision)
        return;
      await this.#load(route);
    }
  }

  async #load(route: Route): Promise<void> {
    const { name, revision, versionId } = route;
    const started = performance.now();
    let pinned = false;
    try {
      const served = route.versions.get(versionId);
      if (served?.status === "retired")
        throw new Error("The version is retired: deploy another version here.");
      if (!served) throw new Error("The version is not approved, or no longer.");
      if (this.#current?.model.versionId !== versionId) await this.#report(route, "loading", null);
      this.#store.pin(versionId);
      pinned = true;
      const model = await this.#store.get(versionId);
      const old = this.#current?.model;
      this.#current = { revision, model };
      this.#failed = null;
      if (old) this.#store.unpin(old.versionId);
      const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
      this.#log.info(
        { model: name, revision, version: model.version, mode: model.mode, seconds },
        "revision in force",
      );
      await this.#report(route, "ready", null);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.#current?.revision === revision) return;
      if (pinned) this.#store.unpin(versionId);
      this.#failed = { revision, message };
      this.#log.error({ err: error, model: name, revision }, "revision cannot be served");
      await this.#report(route, "failed", message);
    }
  }

  #notServing(): PenstockError {
    const { name, revision } = this.#route;
    return new PenstockError(
      "unavailable",
      this.#failed
        ? `Model '${name}' cannot be served: revision ${revision} failed to load. Look at its deployment page.`
        : `Model '${name}' is still being loaded; try again in a moment.`,
    );
  }
}

function isLoadable(version: ServedVersion | undefined): boolean {
  return version !== undefined && version.status !== "retired";
}
