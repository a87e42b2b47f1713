import path from "node:path";

/**
 * The import walls of the project, and the determinism of workflow code, as lint rules. Each entry: files it holds for,
 * and what they may import: folders of the repository, and packages (`*` for any).
 */
const WALLS = [
  // Text and document at once, for the builder, the server and the command; no workflow imports it.
  { files: /^workflows\/core\/text\//, folders: ["workflows/core/"], packages: ["yaml"] },
  { files: /^workflows\/core\//, folders: ["workflows/core/"], packages: ["zod", "@bufbuild/cel"] },
  {
    files: /^workflows\/steps\/index\.ts$/,
    folders: ["workflows/core/", /^workflows\/steps\/[a-z.]+\/step\.ts$/],
    packages: [],
  },
  {
    files: /^workflows\/steps\/[^/]+\/step\.ts$/,
    folders: ["workflows/core/", "workflows/steps/_shared/"],
    packages: ["zod"],
  },
  {
    files: /^workflows\/steps\//,
    folders: ["workflows/core/", "workflows/steps/", "workflows/python/"],
    packages: "*",
  },
  {
    files: /^workflows\/pipelines\//,
    folders: ["workflows/core/", "workflows/pipelines/"],
    packages: ["@temporalio/workflow"],
  },
  {
    files: /^workflows\/standalone\//,
    folders: ["workflows/standalone/", "workflows/core/", "workflows/python/"],
    packages: "*",
  },
  {
    files: /^workflows\/python\//,
    folders: ["workflows/python/", "workflows/core/"],
    packages: "*",
  },
  {
    files: /^db\//,
    folders: ["db/", { types: "workflows/core/" }],
    packages: ["drizzle-orm", "postgres", "node:url", "node:crypto", "better-auth"],
  },
  {
    files: /^server\//,
    folders: [
      "server/",
      "db/",
      "workflows/core/",
      "workflows/steps/index.ts",
      "workflows/python/lock-files.ts",
      { types: "workflows/pipelines/" },
    ],
    packages: "*",
  },
  // The builder shows runs, and draws with the same parts; neither knows of it.
  {
    files: /^components\/(graph|runs)\//,
    folders: [
      /^components\/(?!builder\/)/,
      "workflows/core/",
      "workflows/steps/index.ts",
      { types: "server/" },
      { types: "db/" },
    ],
    packages: "*",
  },
  {
    files: /^components\//,
    folders: [
      "components/",
      "workflows/core/",
      "workflows/steps/index.ts",
      { types: "server/" },
      { types: "db/" },
    ],
    packages: "*",
  },
  {
    files: /^app\//,
    folders: ["app/", "components/", "server/", "workflows/core/"],
    packages: "*",
  },
];

const TESTS = /\.test\.tsx?$|\.fixture\.ts$/;

const walls = {
  meta: { type: "problem", docs: { description: "who may import whom" } },
  create(context) {
    const root = context.cwd ?? process.cwd();
    const file = path.relative(root, context.filename).split(path.sep).join("/");
    const wall = TESTS.test(file) ? undefined : WALLS.find(({ files }) => files.test(file));
    if (!wall) return {};

    function check(node, typesOnly) {
      const source = node.source?.value;
      if (typeof source !== "string") return;
      const why = source.startsWith(".")
        ? refuseFolder(path.posix.join(path.posix.dirname(file), source), typesOnly)
        : refusePackage(source, typesOnly);
      if (why) context.report({ node: node.source, message: why });
    }

    function refuseFolder(target, typesOnly) {
      const open = wall.folders.some((folder) => {
        if (folder instanceof RegExp) return folder.test(target);
        if (typeof folder === "string") return target.startsWith(folder);
        return typesOnly && target.startsWith(folder.types);
      });
      return open
        ? null
        : `${file} may not import ${target}: see "who may import whom" in the README.`;
    }

    function refusePackage(name, typesOnly) {
      if (
        wall.packages === "*" ||
        wall.packages.some((known) => name === known || name.startsWith(`${known}/`))
      )
        return null;
      return typesOnly && name.startsWith("node:")
        ? null
        : `${file} may not import the package '${name}'.`;
    }

    const typesOnly = (node) =>
      node.importKind === "type" ||
      (node.specifiers?.length > 0 && node.specifiers.every((one) => one.importKind === "type"));
    return {
      ImportDeclaration: (node) => check(node, typesOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === "type"),
      ExportAllDeclaration: (node) => check(node, node.exportKind === "type"),
      ImportExpression: (node) => check(node, false),
    };
  },
};

/** Names that would give another value when a workflow is replayed, or reach outside it. */
const FORBIDDEN = new Set([
  "process",
  "fetch",
  "require",
  "crypto",
  "performance",
  "Date",
  "WeakRef",
  "FinalizationRegistry",
]);

const deterministic = {
  meta: { type: "problem", docs: { description: "workflow code gives the same when replayed" } },
  create(context) {
    // The one file that reads the workflow's own clock, by the `Date` that Temporal puts into its sandbox.
    if (context.filename.endsWith(path.join("workflows", "pipelines", "clock.ts"))) return {};
    const refuse = (node, name) =>
      context.report({
        node,
        message: `'${name}' is not deterministic or reaches outside the workflow: use @temporalio/workflow, or an activity.`,
      });
    return {
      Identifier(node) {
        if (!FORBIDDEN.has(node.name)) return;
        const { parent } = node;
        const isProperty =
          (parent?.type === "MemberExpression" && parent.property === node && !parent.computed) ||
          (parent?.type === "Property" && parent.key === node) ||
          parent?.type?.startsWith("TS");
        if (!isProperty) refuse(node, node.name);
      },
      MemberExpression(node) {
        if (
          node.object.type === "Identifier" &&
          node.object.name === "Math" &&
          node.property.name === "random"
        )
          refuse(node, "Math.random");
      },
    };
  },
};

export default { meta: { name: "penstock" }, rules: { walls, deterministic } };
