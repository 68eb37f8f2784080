import { npmCommand, steeringOptions } from "./programs/npm-commands.ts";
import type { Call } from "./rules.ts";

/** A call as rules write it: with npm's command and options in full, or the hosts of addresses in small letters. */
export function spelledOut(call: Call): Call {
  if (call.program === "npm") return inFull(call);
  if (call.program === "pnpm") return { ...call, options: optionsInFull(call, 5) };
  if (!WEB.has(call.program)) return call;
  return {
    ...call,
    options: call.options.map((option) => option.replace(/:\/\/[^/?#]*/g, plainHost)),
    operands: call.operands.map((operand) => ({
      ...operand,
      text: operand.text.replace(/^(?:[a-z]+:\/\/)?[^/?#]*/i, plainHost),
    })),
  };
}

const WEB = new Set(["curl", "wget", "http", "https", "xh", "xhs"]);

function plainHost(host: string): string {
  return host
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toLowerCase();
}

function inFull(call: Call): Call {
  // A word behind an option may be its value, so that the command comes later.
  const first = call.operands.findIndex((operand) => !operand.afterOption);
  return {
    ...call,
    options: optionsInFull(call, 3),
    operands: call.operands.map((operand, at) =>
      first < 0 || at <= first ? { ...operand, text: npmCommand(operand.text) } : operand,
    ),
  };
}

/** What a script is given by pnpm stands among its options, so that only long beginnings are taken for some of them. */
function optionsInFull(call: Call, least: number): readonly string[] {
  return call.options.flatMap((option) => [option, ...steeringOptions(option, least)]);
}
