import type { Command } from "commander";
import { SEVERITIES, type Severity } from "../../db/schema/severities.ts";
import { UsageError } from "./output.ts";
import { verb, type Common } from "./verb.ts";

type WithReason = Common & { reason: string };

/** What happens to an approval, as verbs of `penstock models`. */
export function addApprovals(models: Command): void {
  verb(
    models
      .command("alias")
      .argument("<name>")
      .argument("<alias>", "such as champion")
      .argument("<version>", "the number of an approved version, or 'none' to take the alias away")
      .description("let an alias name a version"),
    async ({ api }, name: string, alias: string, version: string) => {
      if (version === "none") {
        const removed = await api.models.removeAlias.mutate({ name, alias });
        return { json: removed, lines: [`${name} has no alias '${alias}' any more.`] };
      }
      const set = await api.models.setAlias.mutate({ name, alias, number: numberOf(version) });
      return { json: set, lines: [`'${alias}' names ${name} version ${set.version}.`] };
    },
  );
  withReason(models, "suspend", "suspend an approval", async ({ api }, version, { reason }) => {
    const found = await api.approvals.suspend.mutate({ ...version, reason });
    return { json: found, lines: [`${said(version)} is suspended.`] };
  });
  withReason(
    models,
    "lift",
    "lift what suspends a version, once its causes are settled",
    async ({ api }, version, { reason }) => {
      const found = await api.approvals.lift.mutate({ ...version, reason });
      return { json: found, lines: [`${said(version)} is ${found.status}.`] };
    },
  );
  withReason(
    models,
    "retire",
    "retire a version for good: its endpoints close, its record stays",
    async ({ api }, version, { reason }) => {
      const found = await api.models.retire.mutate({ ...version, reason });
      const closed = found.endpoints.map((one) => `The endpoint ${one} answers no more.`);
      return { json: found, lines: [`${said(version)} is retired.`, ...closed] };
    },
  );
  verb(
    models
      .command("declare-false")
      .argument("<sha-256>", "of a piece of evidence, or the id of attached evidence")
      .requiredOption("--reason <text>", "why; kept in the audit log")
      .description("declare evidence false: suspends every approval that stands on it"),
    async ({ api }, evidence: string, { reason }: WithReason) => {
      const found = await api.approvals.declareFalse.mutate({ evidence, reason });
      const names = found.suspended.map(({ model, version }) => `${model} version ${version}`);
      return {
        json: found,
        lines: [names.length > 0 ? `Suspended: ${names.join(", ")}.` : "No approval stands on it."],
      };
    },
  );
  verb(
    models
      .command("report")
      .argument("<name@version>")
      .option("--incident <text>", "what went wrong in use")
      .option("--alarm <text>", "what monitoring has seen")
      .requiredOption("--severity <severity>", SEVERITIES.join(", "))
      .option("--signal <name>", "what an alarm has measured")
      .option("--value <number>", "and how much it was")
      .option("--key <key>", "your own id: sent twice, it counts once")
      .description("report an incident or an alarm; the policy says which suspend the approval"),
    async (
      { api },
      target: string,
      options: Common & {
        incident?: string;
        alarm?: string;
        severity: string;
        signal?: string;
        value?: string;
        key?: string;
      },
    ) => {
      const { incident, alarm, severity, signal, value, key } = options;
      const text = incident ?? alarm;
      if (text === undefined || (incident !== undefined && alarm !== undefined))
        throw new UsageError("Give --incident TEXT or --alarm TEXT, one of them.");
      if (!SEVERITIES.includes(severity as Severity))
        throw new UsageError(`'${severity}' is no severity: give ${SEVERITIES.join(", ")}.`);
      if (value !== undefined && !Number.isFinite(Number(value)))
        throw new UsageError(`'${value}' is no number.`);
      const version = versionOf(target);
      const found = await api.approvals.report.mutate({
        ...version,
        type: incident === undefined ? "alarm" : "incident",
        severity: severity as Severity,
        text,
        ...(signal === undefined ? {} : { signal }),
        ...(value === undefined ? {} : { value: Number(value) }),
        ...(key === undefined ? {} : { key }),
      });
      const what = found.repeated ? "was reported before" : "is reported";
      return {
        json: found,
        lines: [`It ${what}. ${said(version)} is ${found.status}.`],
      };
    },
  );
}

function withReason(
  models: Command,
  name: string,
  description: string,
  act: (
    connection: Parameters<Parameters<typeof verb>[1]>[0],
    version: { name: string; number: number },
    options: WithReason,
  ) => ReturnType<Parameters<typeof verb>[1]>,
): void {
  verb(
    models
      .command(name)
      .argument("<name@version>")
      .requiredOption("--reason <text>", "why; kept in the audit log")
      .description(description),
    (connection, target: string, options: WithReason) =>
      act(connection, versionOf(target), options),
  );
}

function versionOf(target: string): { name: string; number: number } {
  const [, name, number] = /^(.+)@(\d+)$/.exec(target) ?? [];
  if (!name) throw new UsageError(`'${target}' must be NAME@NUMBER.`);
  return { name, number: Number(number) };
}

function numberOf(version: string): number {
  if (!/^\d+$/.test(version)) throw new UsageError(`'${version}' must be a version's number.`);
  return Number(version);
}

const said = ({ name, number }: { name: string; number: number }) => `${name} version ${number}`;
