import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { fuzzyFilter, Input, truncateToWidth } from "@earendil-works/pi-tui";
import { columnsOf, cut, singleLine } from "../../core/deck/cell.ts";
import { type ListItem, listLines } from "../../core/deck/list.ts";
import { wrapProse } from "../../core/report/wrap.ts";
import { themePalette } from "./theme.ts";

/** One choice, and what it stands for. */
export interface Choice<T> extends ListItem {
  readonly value: T;
}

export interface PickerOptions<T> {
  readonly title: string;
  readonly choices: readonly Choice<T>[];
  /** The index of the choice that is selected first. */
  readonly selected?: number;
}

/**
 * Lets a person choose: a list that narrows down while they type, or, for a program that drives Pi, its own selection.
 * Undefined when they leave it.
 */
export async function pickFrom<T>(ctx: ExtensionContext, options: PickerOptions<T>): Promise<T | undefined> {
  return ctx.mode === "tui" ? pickInTerminal(ctx, options) : pickRemotely(ctx, options);
}

async function pickRemotely<T>(
  ctx: ExtensionContext,
  { title, choices }: PickerOptions<T>,
): Promise<T | undefined> {
  const lines = choices.map(({ label, facts }) =>
    [label, ...facts]
      .map(singleLine)
      .filter((part) => part !== "")
      .join("  "),
  );
  const line = await ctx.ui.select(title, lines);
  return line === undefined ? undefined : choices[lines.indexOf(line)]?.value;
}

/** Lines that the frame, the search, the detail and the hints take. */
const AROUND = 10;
const MOST_ROWS = 15;

function pickInTerminal<T>(ctx: ExtensionContext, options: PickerOptions<T>): Promise<T | undefined> {
  return ctx.ui.custom<T | undefined>((tui, theme, keys, done) => {
    const search = new Input();
    search.focused = true;
    let found: readonly Choice<T>[] = options.choices;
    let selected = options.selected ?? 0;

    const move = (by: number, wrap: boolean): void => {
      const next = selected + by;
      selected = wrap
        ? (next + found.length) % Math.max(1, found.length)
        : Math.max(0, Math.min(found.length - 1, next));
    };
    const narrow = (): void => {
      const text = search.getValue();
      found = text === "" ? options.choices : fuzzyFilter([...options.choices], text, searchText);
      selected = 0;
    };
    const height = (): number => Math.max(3, Math.min(MOST_ROWS, tui.terminal.rows - AROUND));

    return {
      render(width) {
        const palette = themePalette(theme);
        const frame = (text: string): string =>
          palette.faint(text + "─".repeat(Math.max(0, width - columnsOf(text))));
        const choice = found[selected];
        const detail = choice === undefined ? [] : wrapProse(choice.detail, Math.max(1, width - 2));
        return [
          frame(cut(`── ${options.title} `, width)),
          ...search.render(width),
          ...(found.length === 0
            ? [palette.warning("  nothing fits")]
            : listLines(found, selected, { width, height: height(), palette })),
          ...detail.slice(0, 3).map((line) => palette.faint(`  ${line}`)),
          palette.faint(cut("  ↑↓ move · type to search · enter · esc", width)),
          frame(""),
        ].map((line) => truncateToWidth(line, width));
      },
      handleInput(data) {
        if (keys.matches(data, "tui.select.cancel")) return done(undefined);
        if (keys.matches(data, "tui.select.confirm")) {
          const choice = found[selected];
          return choice === undefined ? undefined : done(choice.value);
        }
        if (keys.matches(data, "tui.select.up")) move(-1, true);
        else if (keys.matches(data, "tui.select.down")) move(1, true);
        else if (keys.matches(data, "tui.select.pageUp")) move(-height(), false);
        else if (keys.matches(data, "tui.select.pageDown")) move(height(), false);
        else {
          const before = search.getValue();
          search.handleInput(data);
          if (search.getValue() !== before) narrow();
        }
        tui.requestRender();
      },
      invalidate() {},
    };
  });
}

function searchText<T>({ label, facts, detail }: Choice<T>): string {
  return [label, ...facts, detail].join(" ");
}
