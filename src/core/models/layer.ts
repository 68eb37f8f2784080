import type { ModelLayer } from "./resolve.ts";

/** Where a model comes from, in a word or two. */
export function layerInWords(layer: ModelLayer): string {
  return LAYERS[layer];
}

const LAYERS: Readonly<Record<ModelLayer, string>> = {
  call: "this call",
  lens: "lens pick",
  role: "role pick",
  all: "pick for all",
  environment: "environment",
  pi: "Pi's default",
};
