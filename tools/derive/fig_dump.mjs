// Prints the facts of @withfig/autocomplete's specs as one JSON line per command line: names of sub-commands,
// names of options and whether they take a value, the first sentence of what each is said to do.
//   node fig_dump.mjs PACKAGE_FOLDER > facts.jsonl
import { readdirSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";

const build = join(resolve(process.argv[2]), "build");
const list = (x) => (x === undefined || x === null ? [] : Array.isArray(x) ? x : [x]);
const names = (x) => list(x.name).filter((n) => typeof n === "string");
const arity = (option) => {
  const args = list(option.args);
  if (!args.length) return "";
  return args[0].isOptional ? "?" : "=";
};
const options = (spec, inherited) =>
  Object.fromEntries(
    list(spec.options)
      .filter((o) => o && Boolean(o.isPersistent) === inherited)
      .flatMap((o) => names(o).map((n) => [n, arity(o)])),
  );
const about = (x) => (typeof x.description === "string" ? x.description.slice(0, 160) : "");

async function load(name) {
  const file = join(build, name + ".js");
  if (!existsSync(file)) return undefined;
  try {
    const found = (await import("file://" + file)).default;
    return typeof found === "object" ? found : undefined;
  } catch {
    return undefined;
  }
}
const seen = new Map();
async function walk(spec, path, rows, depth) {
  if (typeof spec.loadSpec === "string" && depth < 3 && !seen.has(spec.loadSpec)) {
    const loaded = await load(spec.loadSpec);
    if (loaded) spec = { ...loaded, name: spec.name, description: spec.description ?? loaded.description };
  }
  rows.push({
    path, names: names(spec), about: about(spec), options: options(spec, false),
    inherited: options(spec, true), leaf: !list(spec.subcommands).length,
    command: list(spec.args).some((a) => a && (a.isCommand || a.isScript)), arguments: list(spec.args).length,
  });
  for (const child of list(spec.subcommands)) {
    const own = child && names(child);
    if (own?.length && path.length < 8) await walk(child, [...path, own[0]], rows, depth + 1);
  }
}
for (const file of readdirSync(build).sort()) {
  if (!file.endsWith(".js") || ["-.js", "index.js"].includes(file) || /^(aws|az|gcloud)\.js$/.test(file)) continue;
  const spec = await load(file.slice(0, -3));
  if (!spec || !names(spec).length) continue;
  const rows = [];
  await walk(spec, [], rows, 0);
  console.log(JSON.stringify({ cli: file.slice(0, -3), names: names(spec), rows }));
}
process.exit(0);
