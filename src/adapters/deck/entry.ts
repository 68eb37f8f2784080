import type { EntryRenderer } from "@earendil-works/pi-coding-agent";
import { truncateToWidth } from "@earendil-works/pi-tui";
import type { Ping } from "../../core/ping/ping.ts";
import { pingLines } from "../../core/ping/table.ts";
import { themePalette } from "./theme.ts";

/** The `customType` of the session entry that carries a ping: shown to the person, never sent to a model. */
export const PING_ENTRY = "pi-ensemble-ping";

/** Draws the entry of a ping. One of another version is left to Pi. */
export const renderPingEntry: EntryRenderer = (entry, _options, theme) => {
  const ping = entry.data;
  if (!isPing(ping)) return undefined;
  return {
    render: (width) => {
      const space = { width: Math.max(20, width - 2), palette: themePalette(theme) };
      return ["", ...pingLines(ping, space).map((line) => truncateToWidth(` ${line}`, width)), ""];
    },
    invalidate: () => {},
  };
};

function isPing(data: unknown): data is Ping {
  return (
    typeof data === "object" && data !== null && "schema" in data && data.schema === 1 && "answers" in data
  );
}
