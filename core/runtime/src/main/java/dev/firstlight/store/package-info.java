/**
 * The SPI for model stores, the stores that need no library ({@code file:}, {@code classpath:},
 * {@code http(s):}), and the download that checks every byte. Uses model, fault, and the private
 * directories and locks of platform.
 */
@NullMarked
package dev.firstlight.store;

import org.jspecify.annotations.NullMarked;
