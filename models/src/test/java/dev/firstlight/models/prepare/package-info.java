/** Tests of preparation on the real runtime. */
@org.jspecify.annotations.NullMarked
package dev.firstlight.models.prepare;
