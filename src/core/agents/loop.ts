/** How many identical calls in a row are a loop. */
export const LOOP = 3;

/** Counts identical tool calls in a row. */
export interface LoopCounter {
  /** How often this very call was made in a row now, this time included. */
  count(tool: string, args: unknown): number;
}

export function loopCounter(): LoopCounter {
  let last = "";
  let times = 0;
  return {
    count(tool, args) {
      const call = `${tool} ${JSON.stringify(args)}`;
      times = call === last ? times + 1 : 1;
      last = call;
      return times;
    },
  };
}
