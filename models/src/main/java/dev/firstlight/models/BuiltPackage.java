package dev.firstlight.models;

import dev.firstlight.model.ModelManifest;
import java.nio.file.Path;

/**
 * A model package that is whole.
 *
 * @param directory where it lies
 * @param manifest what it says of itself
 * @param written whether this build wrote it; else the same was already there, intact
 */
public record BuiltPackage(Path directory, ModelManifest manifest, boolean written) {}
