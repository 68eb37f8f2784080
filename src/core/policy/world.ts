/** What stands at a path of a folder listing. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

/**
 * Facts about the machine that a judgement needs; given as an argument, so that judging stays pure. Paths are
 * absolute, with `/` as separator and without symbolic links.
 */
export interface World {
  /** The folder that the child works in, and may not leave. */
  readonly workspace: string;
  /** Where a command starts; inside the workspace. */
  readonly cwd: string;
  readonly home: string;
  /** Folders outside the workspace that belong to the child alone: its own temporary folder. */
  readonly temporary: readonly string[];
  /** Git's own folders: that of this work tree and the one all work trees share. */
  readonly gitDirs: readonly string[];
  /** Folders that hold what the guard itself depends on: the run's state, Pi's agent folder, this package. */
  readonly guarded: readonly string[];
  /** Whether `A` and `a` name the same file. */
  readonly ignoresCase: boolean;
  /**
   * The path without symbolic links. What does not exist is kept as it is below its deepest existing parent.
   * `path` is absolute and may hold `.` and `..`, which apply after the links before them.
   */
  realpath(path: string): string;
  /**
   * What a folder holds; undefined when it is no folder or cannot be read. An array is never changed, so that what was
   * found in it holds when it comes again.
   */
  list(folder: string): readonly Entry[] | undefined;
  /** The text of a regular file; undefined when there is none, or when it is no text or larger than 1 MiB. */
  read(path: string): string | undefined;
}
