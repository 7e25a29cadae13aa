package dev.firstlight.bench.workload.pool;

/**
 * One input of a pool.
 *
 * @param file its name in the pool's folder
 * @param mediaType that it is sent as
 * @param path that it is sent to, as {@code /predict}
 * @param bytes how many there are
 * @param sha256 of them
 */
public record PoolInput(String file, String mediaType, String path, long bytes, String sha256) {}
