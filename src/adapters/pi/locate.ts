import { access, constants, readFile, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { isMissing, OperatorError } from "../../core/errors.ts";

/** How Pi is started: a file, and the arguments that come before all others. */
export interface PiCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Pi's version, or null where no package.json says it. */
  readonly version: string | null;
}

/** What the door knows of where it runs. */
export interface PiSurroundings {
  /** `process.execPath`. */
  readonly execPath: string;
  /** `process.argv[1]`. */
  readonly script: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root folder of our own package. */
  readonly packageRoot: string;
}

const PACKAGE = "@earendil-works/pi-coding-agent";

/** The oldest version that this adapter was tried with; the newest tried one is 0.87.1. */
const OLDEST = [0, 87] as const;

/**
 * Finds Pi: the one that is running when we are inside it, otherwise the one installed beside our package, otherwise
 * `pi` on the PATH. Throws an OperatorError when there is none, or one that is too old.
 */
export async function locatePi(where: PiSurroundings): Promise<PiCommand> {
  const pi = (await runningPi(where)) ?? (await installedPi(where)) ?? (await piOnPath(where));
  if (pi === null) {
    throw new OperatorError(
      "unavailable",
      "Pi was not found: neither beside pi-ensemble nor on the PATH.",
      `Install it: npm install -g ${PACKAGE}`,
    );
  }
  if (pi.version !== null && isTooOld(pi.version)) {
    throw new OperatorError(
      "unavailable",
      `Pi ${pi.version} is too old: pi-ensemble needs ${OLDEST.join(".")} or newer and was tested with 0.87.1.`,
      `Update it: npm install -g ${PACKAGE}@latest`,
    );
  }
  return pi;
}

/** Whether a version is older than the oldest one that was tried. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

async function runningPi({ execPath, script }: PiSurroundings): Promise<PiCommand | null> {
  if (script === undefined) return null;
  const file = await realPath(script);
  const found = file === null ? null : await packageAround(dirname(file));
  return file === null || found === null ? null : { file: execPath, args: [file], version: found.version };
}

async function installedPi({ execPath, packageRoot }: PiSurroundings): Promise<PiCommand | null> {
  for (let folder = packageRoot; ; folder = dirname(folder)) {
    const root = join(folder, "node_modules", PACKAGE);
    const found = await readPackage(root);
    if (found !== null && found !== "missing") {
      return { file: execPath, args: [join(root, found.bin)], version: found.version };
    }
    if (dirname(folder) === folder) return null;
  }
}

async function piOnPath({ env }: PiSurroundings): Promise<PiCommand | null> {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, "pi");
    if (!(await isExecutable(file))) continue;
    const target = await realPath(file);
    const found = target === null ? null : await packageAround(dirname(target));
    return { file, args: [], version: found?.version ?? null };
  }
  return null;
}

/** Pi's package that holds the folder; null when the nearest package is not Pi. */
async function packageAround(folder: string): Promise<PiPackage | null> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await readPackage(at);
    if (found !== "missing") return found;
    if (dirname(at) === at) return null;
  }
}

interface PiPackage {
  readonly version: string;
  readonly bin: string;
}

/** Null for another package, which need not even be readable: it is none of ours. */
async function readPackage(root: string): Promise<PiPackage | "missing" | null> {
  let value: { name?: unknown; version?: unknown; bin?: { pi?: unknown } } | null;
  try {
    value = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  } catch (error) {
    return isMissing(error) ? "missing" : null;
  }
  if (value?.name !== PACKAGE || typeof value.version !== "string") return null;
  return { version: value.version, bin: typeof value.bin?.pi === "string" ? value.bin.pi : "dist/cli.js" };
}

async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next folder may have one.
    return false;
  }
}
