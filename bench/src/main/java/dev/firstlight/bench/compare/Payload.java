package dev.firstlight.bench.compare;

import dev.firstlight.conformance.Call;

/**
 * Something to send.
 *
 * @param name in records; the same name is the same bytes on every target
 * @param call the request
 */
public record Payload(String name, Call call) {}
