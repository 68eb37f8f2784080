/** A process, as `/proc` or `ps` shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Whether its environment carries the mark of the child in question. */
  readonly marked: boolean;
}

/** Reads `/proc/<pid>/stat`; null when it is not one. The command in parentheses may hold spaces and parentheses. */
export function readStat(stat: string, marked: boolean): ProcessEntry | null {
  const open = stat.indexOf(" (");
  const close = stat.lastIndexOf(") ");
  if (open < 1 || close < open) return null;
  const [state, parent, group] = stat.slice(close + 2).split(" ");
  if (state === "Z") return null;
  return entry(stat.slice(0, open), parent, group, marked);
}

/** Reads the output of `ps -axo pid=,ppid=,pgid=`. */
export function readPs(output: string): ProcessEntry[] {
  return output.split("\n").flatMap((row) => {
    const [pid, parent, group] = row.trim().split(/\s+/);
    return entry(pid, parent, group, false) ?? [];
  });
}

/**
 * Everything that belongs to the process `root`: its descendants, the members of process groups that a descendant
 * leads, and what carries its mark although its parents are gone. Without `root` itself; deepest first does not matter,
 * since all of them are killed.
 */
export function familyOf(root: number, processes: readonly ProcessEntry[]): number[] {
  const family = new Set([root]);
  const groups = new Set<number>();
  let grown = true;
  while (grown) {
    grown = false;
    for (const { pid, parent, group, marked } of processes) {
      if (family.has(pid) || !(marked || family.has(parent) || groups.has(group))) continue;
      family.add(pid);
      if (group === pid) groups.add(group);
      grown = true;
    }
  }
  family.delete(root);
  return [...family];
}

function entry(
  pid: string | undefined,
  parent: string | undefined,
  group: string | undefined,
  marked: boolean,
): ProcessEntry | null {
  const numbers = [pid, parent, group].map(Number);
  const [a, b, c] = numbers;
  if (a === undefined || b === undefined || c === undefined || !numbers.every(Number.isInteger)) return null;
  return a > 0 ? { pid: a, parent: b, group: c, marked } : null;
}
