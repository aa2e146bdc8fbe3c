/** Right edge of the base layer and area of each layer for 128 layers (Marsaglia and Tsang 2000, section 3). */
const EDGE = 3.442619855899;
const AREA = 9.91256303526217e-3;
const LAYERS = 128;
const WORD_RANGE = 2 ** 31;

/**
 * Tables of the ziggurat for the standard normal. Layer 0 is the base with the tail; layer i > 0 spans the densities
 * `density[i]` (at its outer edge) to `density[i − 1]`… of a stack that narrows upwards.
 */
function build() {
  const edges = new Float64Array(LAYERS + 1);
  const at = (x: number) => Math.exp(-0.5 * x * x);
  edges[LAYERS] = AREA / at(EDGE);
  edges[LAYERS - 1] = EDGE;
  for (let i = LAYERS - 2; i >= 1; i--) edges[i] = Math.sqrt(-2 * Math.log(AREA / edges[i + 1] + at(edges[i + 1])));
  edges[0] = 0;
  const width = new Float64Array(LAYERS);
  const inside = new Float64Array(LAYERS);
  const density = new Float64Array(LAYERS);
  // Layer 0: the base strip of width AREA / density(EDGE). Layer i ≥ 1: the strip with outer edge edges[i].
  width[0] = edges[LAYERS] / WORD_RANGE;
  inside[0] = (EDGE / edges[LAYERS]) * WORD_RANGE;
  density[0] = at(0);
  for (let i = 1; i < LAYERS; i++) {
    width[i] = edges[i] / WORD_RANGE;
    inside[i] = (edges[i - 1] / edges[i]) * WORD_RANGE;
    density[i] = at(edges[i]);
  }
  return { edge: EDGE, width, inside, density } as const;
}

export const ZIGGURAT = build();
