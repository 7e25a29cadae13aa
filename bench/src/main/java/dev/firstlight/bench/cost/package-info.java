/**
 * What running a model costs: usage, from recorded calls or from a question, is metered as each
 * system meters it, and priced by a dated price book. Usage adds up, so parts of a run cost
 * together exactly what the whole does. {@link dev.firstlight.bench.cost.Tariff} makes the bill;
 * {@link dev.firstlight.bench.cost.StageCosts} says what the stages of cold starts have in it. Uses
 * records, the cold-start record of core, json and fault.
 */
@NullMarked
package dev.firstlight.bench.cost;

import org.jspecify.annotations.NullMarked;
