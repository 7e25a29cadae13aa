/**
 * The AWS Lambda adapter: events to requests, responses to what Lambda's front ends read. Uses the
 * core's front door and jackson-core's streaming; nothing in the core knows of it.
 */
@NullMarked
package dev.firstlight.lambda;

import org.jspecify.annotations.NullMarked;
