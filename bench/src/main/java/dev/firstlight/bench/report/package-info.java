/**
 * From records to what a person reads: the summary, its verdict, the table and the HTML report. All
 * of it is computed from the record log alone and can be redone at any time. Uses record and stats.
 */
@NullMarked
package dev.firstlight.bench.report;

import org.jspecify.annotations.NullMarked;
