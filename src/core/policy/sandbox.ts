/** A file system for one child, as bubblewrap makes it. All paths are absolute and exist. */
export interface SandboxPlan {
  /** The `bwrap` program. */
  readonly bwrap: string;
  readonly cwd: string;
  /** What may be written; everything else is read-only. */
  readonly writable: readonly string[];
  /** What stays read-only below a writable folder. */
  readonly readOnly: readonly string[];
  /** Folders that are shown empty. */
  readonly hiddenFolders: readonly string[];
  /** Files that are shown empty. */
  readonly hiddenFiles: readonly string[];
}

/**
 * The command line that runs `command` in a file system that is read-only but for a few folders, without the user's
 * secrets, in a process namespace of its own that ends with it. The network stays: the model is behind it. Later mounts
 * lie over earlier ones, so what is hidden is hidden even below a writable folder.
 */
export function sandboxArguments(plan: SandboxPlan, command: readonly string[]): string[] {
  return [
    plan.bwrap,
    ...["--ro-bind", "/", "/"],
    ...["--dev", "/dev"],
    ...["--proc", "/proc"],
    ...plan.writable.flatMap((path) => ["--bind", path, path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.hiddenFiles.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    "--unshare-pid",
    "--die-with-parent",
    ...["--chdir", plan.cwd],
    "--",
    ...command,
  ];
}

/** What the commands of a child are kept from besides, since the child itself cannot do without it. */
export interface ShellPlan {
  readonly bwrap: string;
  readonly bash: string;
  /** Pi's agent folder: the keys of the providers. */
  readonly hiddenFolders: readonly string[];
  /** Shown again below a hidden folder. */
  readonly readOnly: readonly string[];
  readonly network: boolean;
}

/**
 * A program that stands for bash inside the sandbox: its commands see only their own processes, and so neither the
 * child's environment nor its memory, no keys of providers, and no network where that is closed.
 */
export function shellProgram(plan: ShellPlan): string {
  const words = [
    plan.bwrap,
    ...["--dev-bind", "/", "/"],
    ...["--proc", "/proc"],
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    "--unshare-pid",
    ...(plan.network ? [] : ["--unshare-net"]),
    "--die-with-parent",
    "--",
    plan.bash,
  ];
  return `#!/bin/sh\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Folders below the home that hold secrets. */
export const SECRET_HOME_FOLDERS: readonly string[] = [
  ...[".ssh", ".aws", ".gnupg", ".azure", ".kube", ".docker", ".password-store", ".config/gh"],
  ...[".config/gcloud", ".config/hub", ".config/glab-cli", ".config/op", ".mozilla", ".local/share/keyrings"],
];

/** Files below the home that hold secrets. */
export const SECRET_HOME_FILES: readonly string[] = [
  ...[
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".pgpass",
    ".my.cnf",
    ".vault-token",
    ".terraformrc",
  ],
  ...[".bash_history", ".zsh_history", ".python_history", ".node_repl_history", ".cargo/credentials.toml"],
];

/** What a role needs that may push. */
export const PUSH_NEEDS: readonly string[] = [".ssh", ".config/gh", ".git-credentials", ".netrc"];
