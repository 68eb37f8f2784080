import { globMatcher } from "./paths/glob.ts";
import type { Policy } from "./policy.ts";
import { isBroken, linesIn, namesProgram } from "./programs/make.ts";
import { opaque, type Ruling } from "./ruling.ts";
import type { Step } from "./shell/walk.ts";
import { mayRun, mentioned, pieces, type Runs, strangePath } from "./stranger.ts";
import type { World } from "./world.ts";

/**
 * What a variable may do to the commands that see it: programs may take its value for the name of a file, or for a command.
 * One that is set for the shell alone counts where it may have been in the environment before.
 */
export function judgeVariable(
  { name, value, given, folders }: Extract<Step, { kind: "assign" }>,
  policy: Policy,
  world: World,
  runs: Pick<Runs, "line">,
): readonly Ruling[] {
  const runner = namesProgram(name);
  const { text } = value;
  if (value.kind !== "static" || !(given || runner)) return [];
  if (/`|\$\(|\$\{\w+\s/.test(text) || (runner && isBroken(text)))
    return [opaque(`what ${name} holds may be code`, policy)];
  const lines = [...linesIn(name, text).filter((line) => runner || /\s/.test(line)), ...mentioned(text)];
  const run = lines.flatMap((line) => mayRun(line, policy, runs));
  if (!given) return run;
  const paths = (folders ?? [world.cwd])
    .flatMap((folder) => pieces(text).map((path) => strangePath(path, folder, policy, world)))
    // Which secrets a program reads is said by its code, which a name does not change.
    .filter(({ rule }) => rule !== "secrets" || WRITTEN(name))
    .filter(({ rule }) => rule !== "workspace" || !CERTIFICATES(name));
  return [...run.filter(({ rule }) => runner || rule !== "cannot be known"), ...paths];
}

/** Variables with the name of a file that is written. */
const WRITTEN = globMatcher(
  "NODE_V8_COVERAGE NODE_REDIRECT_WARNINGS PYTHONPYCACHEPREFIX SSLKEYLOGFILE DEPENDENCIES_OUTPUT SUNPRO_DEPENDENCIES TAPE GCOV_PREFIX LLVM_PROFILE_FILE COVERAGE_FILE GMON_OUT_PREFIX GOCOVERDIR *HISTORY *HISTFILE *LOG *LOGFILE *LOG_FILE".split(
    " ",
  ),
);

/** Variables with the name of a file or folder of the system that is only read. */
const CERTIFICATES = globMatcher("*_CERTS *CERT_FILE *CERT_DIR *_CA_BUNDLE JAVA_HOME TZ TZDIR".split(" "));
