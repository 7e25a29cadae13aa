/** Schedules in the formats of other load generators. Uses schedules and pools of inputs. */
@NullMarked
package dev.firstlight.bench.workload.export;

import org.jspecify.annotations.NullMarked;
