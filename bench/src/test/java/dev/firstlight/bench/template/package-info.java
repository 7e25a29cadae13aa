/** Whether the infrastructure templates in images/ agree with the code that they deploy. */
@NullMarked
package dev.firstlight.bench.template;

import org.jspecify.annotations.NullMarked;
