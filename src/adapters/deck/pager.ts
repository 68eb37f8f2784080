import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { truncateToWidth } from "@earendil-works/pi-tui";
import { columnsOf, cut } from "../../core/deck/cell.ts";
import type { TableSpace } from "../../core/deck/table.ts";
import { themePalette } from "./theme.ts";

/** Shows a text that may be longer than the screen, until the person leaves it. Only in the terminal. */
export function showPage(
  ctx: ExtensionContext,
  title: string,
  layOut: (space: TableSpace) => readonly string[],
): Promise<void> {
  return ctx.ui.custom<void>(
    (tui, theme, keys, done) => {
      let top = 0;
      let laidOut: { readonly width: number; readonly lines: readonly string[] } | undefined;
      const linesAt = (width: number): readonly string[] => {
        if (laidOut?.width !== width)
          laidOut = { width, lines: layOut({ width, palette: themePalette(theme) }) };
        return laidOut.lines;
      };
      const height = (): number => Math.max(1, tui.terminal.rows - AROUND);
      const scroll = (to: number): void => {
        const last = Math.max(0, (laidOut?.lines.length ?? 0) - height());
        top = Math.max(0, Math.min(last, to));
        tui.requestRender();
      };

      return {
        render(width) {
          const palette = themePalette(theme);
          const lines = linesAt(width);
          const shown = lines.slice(top, top + height());
          const frame = (text: string): string => {
            const short = cut(text, width);
            return palette.faint(short + "─".repeat(Math.max(0, width - columnsOf(short))));
          };
          const empty = Array.from({ length: height() - shown.length }, () => "");
          const place =
            lines.length <= height()
              ? ""
              : `${Math.min(lines.length, top + height())}/${lines.length} · ↑↓ pgup pgdn · `;
          return [frame(`── ${title} `), ...shown, ...empty, frame(`── ${place}esc `)].map((line) =>
            truncateToWidth(line, width, "…", true),
          );
        },
        handleInput(data) {
          if (keys.matches(data, "tui.select.cancel") || data === "q") return done();
          if (keys.matches(data, "tui.select.up") || data === "k") scroll(top - 1);
          else if (keys.matches(data, "tui.select.down") || data === "j") scroll(top + 1);
          else if (keys.matches(data, "tui.select.pageUp")) scroll(top - height());
          else if (keys.matches(data, "tui.select.pageDown") || data === " ") scroll(top + height());
          else if (data === "g") scroll(0);
          else if (data === "G") scroll(Number.POSITIVE_INFINITY);
        },
        invalidate() {
          laidOut = undefined;
        },
      };
    },
    { overlay: true, overlayOptions: { width: "100%", maxHeight: "100%" } },
  );
}

/** Lines of the frame. */
const AROUND = 2;
