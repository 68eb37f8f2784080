import { type Column, type TableSpace, tableLines } from "../deck/table.ts";
import { wrapProse } from "../report/wrap.ts";
import type { Effective, Origin, Setting } from "./merge.ts";

/** The effective configuration: each value and where it comes from, then the project's values that did not count. */
export function configLines(effective: Effective, space: TableSpace): string[] {
  const { settings, overruled } = effective;
  const notes = overruled.map(
    ({ key, value, file, by }) =>
      `${file} says ${key} ${valueText(value)}, which is looser than ${valueText(by)} and does not count.`,
  );
  return [
    ...tableLines(COLUMNS, settings, space),
    ...(notes.length === 0 ? [] : [""]),
    ...notes.flatMap((note) => wrapProse(note, space.width)).map(space.palette.warning),
  ];
}

const COLUMNS: readonly Column<Setting>[] = [
  { heading: "key", text: ({ key }) => key, paint: (_setting, palette) => palette.strong },
  { heading: "value", text: ({ value }) => valueText(value), widest: 60 },
  {
    heading: "from",
    text: ({ origins }) => [...new Set(origins.map(originText))].join(", "),
    paint: ({ origins }, palette) =>
      origins.every((origin) => origin.level === "default") ? palette.faint : palette.accent,
  },
];

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function originText(origin: Origin): string {
  return origin.level === "default" ? "default" : origin.file;
}
