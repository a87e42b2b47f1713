import { hkdfSync } from "node:crypto";
import { connect, type Sql } from "./client.ts";

/** Who logs in: the web application, which is held to one workspace, and everything that works for all of them. */
const LOGINS = ["web", "system"] as const;
type Login = (typeof LOGINS)[number];
export type LoginUrls = Record<Login, string>;

/** The owner may not make the roles; the message is what to do. */
export class RolesRefused extends Error {
  override name = "RolesRefused";
}

/**
 * Makes the roles that programs log in with, one of each kind for this database, and raises the wall where an earlier migration
 * could not. Roles belong to the whole server; passwords follow from the secret, so that every start finds its own again.
 * @throws RolesRefused where the owner may not
 */
export async function ensureLogins(ownerUrl: string, secret: string): Promise<LoginUrls> {
  const urls = loginUrls(ownerUrl, secret);
  await asOwner(ownerUrl, async (sql) => {
    await raiseWall(sql);
    for (const login of LOGINS) await ensureLogin(sql, login, urls[login]);
  });
  return urls;
}

/**
 * Raises the wall for logins that somebody else has made, where the migration could not.
 * @throws RolesRefused where the roles that hold the rights are not there and the owner may not make them
 */
export async function raiseWallOf(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, raiseWall);
}

async function asOwner(ownerUrl: string, work: (sql: Sql) => Promise<void>): Promise<void> {
  const { sql } = connect(ownerUrl, { max: 1, name: "penstock-roles" });
  try {
    await work(sql);
  } catch (error) {
    // 42501: insufficient privilege.
    if ((error as { code?: string }).code !== "42501") throw error;
    throw new RolesRefused(refusal(new URL(ownerUrl)), { cause: error });
  } finally {
    await sql.end();
  }
}

/** Grants and policies, where the roles that hold them have come after the migration. */
async function raiseWall(sql: Sql): Promise<void> {
  for (const login of LOGINS) {
    const role = `penstock_${login}`;
    const [found] = await sql`select 1 from pg_roles where rolname = ${role}`;
    if (!found) await insist(() => sql.unsafe(`create role ${role} nologin`));
  }
  const [raised] =
    await sql`select has_table_privilege('penstock_web', 'workspace', 'select') as yes`;
  if (!raised!["yes"]) await sql`select raise_wall()`;
}

/**
 * The logins of this database as an earlier start with this secret made them: none where it has none and everybody is the owner,
 * null where they have other passwords. Changes nothing.
 */
export async function findLogins(
  ownerUrl: string,
  secret: string,
): Promise<Partial<LoginUrls> | null> {
  const urls = loginUrls(ownerUrl, secret);
  const names = LOGINS.map((login) => loginName(login, new URL(ownerUrl)));
  const { sql } = connect(ownerUrl, { max: 1, name: "penstock-roles" });
  try {
    const found = await sql`select 1 from pg_roles where rolname = any(${names})`;
    if (found.length === 0) return {};
    const all = found.length === LOGINS.length;
    return all && (await works(urls.web)) && (await works(urls.system)) ? urls : null;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Null where the logins of this database work, else why not and what to do; changes nothing. */
export async function loginsMissing(ownerUrl: string, secret: string): Promise<string | null> {
  const urls = loginUrls(ownerUrl, secret);
  try {
    if ((await works(urls.web)) && (await works(urls.system))) return null;
    const { sql } = connect(ownerUrl, { max: 1, name: "penstock-roles" });
    try {
      const [owner] =
        await sql`select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user`;
      return owner!["may"] ? "Not made yet: a start makes them." : refusal(new URL(ownerUrl));
    } finally {
      await sql.end({ timeout: 1 });
    }
  } catch {
    return "Not known: the server does not answer.";
  }
}

function loginUrls(ownerUrl: string, secret: string): LoginUrls {
  const of = (login: Login) => {
    const url = new URL(ownerUrl);
    url.username = encodeURIComponent(loginName(login, url));
    const key = hkdfSync("sha256", secret, "", `penstock database login ${login}`, 24);
    url.password = Buffer.from(key).toString("base64url");
    return url.href;
  };
  return { web: of("web"), system: of("system") };
}

/** One for each database: installations beside each other on a server have secrets of their own. */
function loginName(login: Login, url: URL): string {
  return `penstock_${login}_${decodeURIComponent(url.pathname.slice(1))}`.slice(0, 63);
}

async function ensureLogin(sql: Sql, login: Login, url: string): Promise<void> {
  const { username, password } = new URL(url);
  const name = decodeURIComponent(username);
  const isThere = async () =>
    (await sql`select 1 from pg_roles where rolname = ${name}`).length > 0;
  // Nobody tries a login that is not there: the server would log it as an attack.
  if ((await isThere()) && (await works(url))) return;
  await insist(async () => {
    const found = await isThere();
    const how = `login password '${password}'`;
    if (found) await sql`alter role ${sql(name)} ${sql.unsafe(how)}`;
    else await sql`create role ${sql(name)} ${sql.unsafe(how)}`;
    await sql`grant ${sql(`penstock_${login}`)} to ${sql(name)}`;
  });
}

async function works(url: string): Promise<boolean> {
  const { sql } = connect(url, { max: 1, name: "penstock-roles" });
  try {
    await sql`select 1 from workspace limit 1`;
    return true;
  } catch (error) {
    // Class 28: unknown, or another password. 42501: not a member of the role that holds the rights.
    if (/^(28|42501)/.test((error as { code?: string }).code ?? "")) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Two databases of one server may be brought up at the same moment, and then want the same rows of its catalogue. */
async function insist(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      const { code = "", message } = error as Error & { code?: string };
      const raced = /^(42710|23505)$/.test(code) || message.includes("concurrently");
      if (!raced || tries > 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function refusal(owner: URL): string {
  const [web, system] = LOGINS.map((login) => `"${loginName(login, owner)}"`);
  return [
    `'${decodeURIComponent(owner.username)}' may not make roles, so every program connects as the owner of the tables, and nothing but the program itself keeps workspaces apart.`,
    `As an administrator of ${owner.host}, run:`,
    "  CREATE ROLE penstock_web; CREATE ROLE penstock_system;",
    `  CREATE ROLE ${web} LOGIN PASSWORD '…' IN ROLE penstock_web;`,
    `  CREATE ROLE ${system} LOGIN PASSWORD '…' IN ROLE penstock_system;`,
    "and name both logins in PENSTOCK_WEB_DATABASE_URL and PENSTOCK_SYSTEM_DATABASE_URL.",
  ].join("\n");
}
