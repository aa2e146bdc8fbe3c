import { copyGraph, type Graph } from '../graph.js';
import type { Program } from '../program.js';
import { record } from './record.js';

/** By the program itself: another one with the same body may be made of other inputs. */
const kept = new WeakMap<Program, Graph>();

/**
 * Records a program and keeps the graph for who loads or stores the same program afterwards: it is not recorded anew. For
 * programs of which that makes no difference (see `assertPure`). The result must not be rewritten.
 *
 * @throws what `record` throws
 */
export function recordAndKeep(program: Program): Graph {
  const graph = record(program);
  kept.set(program, graph);
  return graph;
}

/** The graph of a program, to be rewritten by whoever asks: a copy of the one that was kept, else a recording. */
export function graphOf(program: Program): Graph {
  const graph = kept.get(program);
  return graph ? copyGraph(graph) : record(program);
}
