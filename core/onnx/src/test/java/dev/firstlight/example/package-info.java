/** The example that README.md shows, compiled and run with every build. */
@NullMarked
package dev.firstlight.example;

import org.jspecify.annotations.NullMarked;
