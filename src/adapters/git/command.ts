import { devNull } from "node:os";
import { execa } from "execa";
import { GitError, simpleGit } from "simple-git";
import { OperatorError } from "../../core/errors.ts";
import type { Read } from "../../ports.ts";

/** How git is started for one repository: always with the same clean environment and configuration. */
export interface Commands {
  readonly cwd: string;
  /** What git says, without the last line feed. Throws a GitFailure for every exit code but 0. */
  text(args: readonly string[], env?: Variables): Promise<string>;
  /** The same for a command that mostly says nothing, or that reads `input`. */
  terse(args: readonly string[], env?: Variables, input?: Uint8Array): Promise<string>;
  /** The same for a question to which git says no by exit code 1; then null. */
  answer(args: readonly string[]): Promise<string | null>;
  /** stdout as it is; unreadable when git failed or said more than `maxBytes`. */
  bytes(args: readonly string[], options: BytesOptions): Promise<Read<Uint8Array>>;
  /** stdout piece by piece, whatever its length. Throws a GitFailure at the end for every exit code but 0. */
  stream(args: readonly string[], input: Uint8Array): AsyncGenerator<Uint8Array, void>;
  /** The same in another folder. */
  at(cwd: string): Commands;
}

export interface BytesOptions {
  readonly maxBytes: number;
  readonly env?: Variables;
  readonly input?: Uint8Array;
  /** `-c` options beside the usual ones. */
  readonly config?: readonly string[];
  /** Exit codes that are no failure beside 0. */
  readonly acceptable?: readonly number[];
}

/** The most that one read may be: 256 MiB. */
export const MAX_BYTES = 256 * 1024 * 1024;

export type Variables = Readonly<Record<string, string | undefined>>;

/** git ended with another exit code than 0. */
export class GitFailure extends GitError {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(exitCode: number, stderr: string) {
    super(undefined, stderr === "" ? `git ended with exit code ${exitCode}` : stderr);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export function gitCommands(cwd: string, env: Variables): Commands {
  const clean = cleanEnvironment(env);

  async function text(args: readonly string[], extra: Variables = {}): Promise<string> {
    const environment = defined({ ...clean, ...extra });
    const git = simpleGit({
      baseDir: cwd,
      config: [...CONFIGURATION],
      // It would cut off what a process wrote last: it takes the exit, not the end of the output, as the end.
      completion: { onClose: true, onExit: false },
      // By itself it takes an exit code without a word on stderr for success.
      errors: (_, { exitCode, stdErr }) =>
        exitCode === 0 ? undefined : new GitFailure(exitCode, utf8(Buffer.concat(stdErr)).trimEnd()),
      allowEnvironment: Object.keys(environment).filter((name) => name.startsWith("GIT_")),
      unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true },
    }).env(environment);
    return withoutLineFeed(await git.raw([...FLAGS, ...args]).catch(explain));
  }

  // execa, because simple-git gives bytes for `show` only, has no limit to them, and waits for 50 ms after a
  // process that said nothing.
  async function run(args: readonly string[], options: BytesOptions) {
    return execa("git", whole(args, options.config), {
      cwd,
      env: defined({ ...clean, ...options.env }),
      extendEnv: false,
      encoding: "buffer",
      stripFinalNewline: false,
      maxBuffer: options.maxBytes,
      reject: false,
      ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    });
  }

  async function bytes(args: readonly string[], options: BytesOptions): Promise<Read<Uint8Array>> {
    const result = await run(args, options);
    if (result.isMaxBuffer) {
      return { status: "unreadable", reason: `git said more than ${options.maxBytes} bytes` };
    }
    const acceptable = result.exitCode !== undefined && (options.acceptable ?? []).includes(result.exitCode);
    if (result.failed && !acceptable) {
      const stderr = utf8(result.stderr);
      return {
        status: "unreadable",
        reason: stderr === "" ? (result.shortMessage ?? "") : firstFatal(stderr),
      };
    }
    return result.stdout.length === 0 ? { status: "empty" } : { status: "ok", value: result.stdout };
  }

  async function terse(args: readonly string[], extra: Variables = {}, input?: Uint8Array): Promise<string> {
    const result = await run(args, {
      maxBytes: MAX_BYTES,
      env: extra,
      ...(input === undefined ? {} : { input }),
    });
    if (!result.failed) return withoutLineFeed(utf8(result.stdout));
    if (result.exitCode === undefined) throw result.code === "ENOENT" ? noGit(result) : result;
    throw new GitFailure(result.exitCode, utf8(result.stderr).trimEnd());
  }

  async function answer(args: readonly string[]): Promise<string | null> {
    try {
      return await terse(args);
    } catch (error) {
      if (error instanceof GitFailure && error.exitCode === 1) return null;
      throw error;
    }
  }

  async function* stream(args: readonly string[], input: Uint8Array): AsyncGenerator<Uint8Array, void> {
    const git = execa("git", whole(args), {
      cwd,
      env: defined(clean),
      extendEnv: false,
      encoding: "buffer",
      buffer: { stdout: false },
      reject: false,
      input,
    });
    yield* git.stdout;
    const { failed, exitCode, stderr, shortMessage } = await git;
    if (failed) throw new GitFailure(exitCode ?? -1, utf8(stderr).trimEnd() || (shortMessage ?? ""));
  }

  return { cwd, text, terse, answer, bytes, stream, at: (folder) => gitCommands(folder, env) };
}

function whole(args: readonly string[], config: readonly string[] = []): string[] {
  return [...[...CONFIGURATION, ...config].flatMap((pair) => ["-c", pair]), ...FLAGS, ...args];
}

/** Where several lines came from git, the one that names the error. */
export function firstFatal(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line !== "");
  return lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? "git gave no reason";
}

/**
 * No hook, no file system monitor, no bare repository among the files of another, no rewriting of white space, no index
 * that is split over files.
 */
const CONFIGURATION = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "safe.bareRepository=explicit",
  "core.safecrlf=false",
  "core.splitIndex=false",
  "diff.suppressBlankEmpty=false",
  "color.ui=false",
] as const;

const FLAGS = ["--no-pager", "--literal-pathspecs", "--no-replace-objects"] as const;

/** What git and the programs that it starts (filters, ssh, a credential helper) need; nothing that begins with GIT_. */
const PASSED_ON = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "XDG_CONFIG_HOME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SYSTEMROOT",
  "PATHEXT",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "PROGRAMDATA",
  "SSH_AUTH_SOCK",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
] as const;

function cleanEnvironment(env: Variables): Variables {
  return {
    ...Object.fromEntries(PASSED_ON.map((name) => [name, env[name]])),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    // Nothing here speaks to another repository, and where git would by itself, to fetch an object that is missing, the
    // configuration of a submodule names the program. Old gits know only the protocols.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
  };
}

function defined(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function explain(error: unknown): never {
  throw error instanceof GitFailure && error.stderr.includes("spawn git ENOENT") ? noGit(error) : error;
}

function noGit(cause: unknown): OperatorError {
  return new OperatorError("unavailable", "git is not on the PATH", "Install git 2.36 or later.", { cause });
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function withoutLineFeed(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}
