package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.ArchiveFolder;
import dev.firstlight.bench.jvm.FlagFiles;
import dev.firstlight.conformance.lambda.ClientLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that an instance can be started from without the checkout: the jars in {@code lib}, the
 * JVM's flags in {@code flags.args}, a startup archive with its key, a script {@code start} that
 * leaves the archive out where a jar has changed, and, where it is asked for, native libraries in
 * {@code native}.
 *
 * @param folder that it is
 */
public record Bundle(Path folder) {
  private static final String STATUS = "lib.status";
  private static final String NATIVE = "native";

  private static final String NATIVES_IN_PLACE =
      """
      export FIRSTLIGHT_NATIVE_DIRECTORY="${FIRSTLIGHT_NATIVE_DIRECTORY:-$here/native}"
      """;

  /**
   * Begins one.
   *
   * @throws BenchException of kind USAGE if something lies there, FILE if it cannot be written
   */
  public static Bundle in(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          if (entries.findAny().isPresent()) {
            throw new BenchException(
                BenchException.Kind.USAGE,
                "\"%s\" is not empty; name a folder that is, or is not there yet"
                    .formatted(folder));
          }
        }
      }
      Files.createDirectories(folder.resolve("lib"));
      return new Bundle(folder.toRealPath());
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /**
   * Copies the jars, with the times that a JVM compares.
   *
   * @return the copies, in the order of the class path
   * @throws BenchException of kind USAGE if two have one name, FILE if one cannot be copied
   */
  public List<Path> install(List<Path> classPath) {
    List<Path> copies = new ArrayList<>();
    for (Path jar : classPath) {
      Path copy = folder.resolve("lib").resolve(jar.getFileName());
      if (copies.contains(copy)) {
        throw new BenchException(
            BenchException.Kind.USAGE,
            "two jars of the class path are named \"%s\"; rename one".formatted(jar.getFileName()));
      }
      try {
        Files.copy(jar, copy, StandardCopyOption.COPY_ATTRIBUTES);
      } catch (IOException e) {
        throw cannotWrite(copy, e);
      }
      copies.add(copy);
    }
    return copies;
  }

  /**
   * Puts the native libraries that instances load into {@code native}, and takes all out of the
   * jars.
   *
   * @param launch that instances are started with; its jars are the installed ones
   * @param runs what starts an instance, which must unpack them
   * @return the launch of instances that find them there
   * @throws BenchException of kind TARGET if no instance starts, FILE if the folder cannot be
   *     written to
   */
  public Launch unpackNatives(Launch launch, Archives runs) throws InterruptedException {
    BundledNatives natives = new BundledNatives(folder.resolve(NATIVE));
    try (InstanceCache cache = InstanceCache.in(folder)) {
      runs.answerOnce(launch.withCache(cache.folder()));
      natives.take(cache.folder());
    }
    natives.takeTokenizers(launch.installed());
    natives.stripFrom(launch.installed());
    return launch.withNatives(natives.folder());
  }

  /**
   * Writes the flags and the script, which works without an archive too.
   *
   * @param target the target's name
   * @param launch that instances are started with; its jars are the installed ones
   */
  public void writeStart(String target, Launch launch) {
    Path start = folder.resolve("start");
    ArchiveFolder archive = Archives.in(folder, launch);
    List<String> jars =
        launch.installed().stream().map(jar -> jar.getFileName().toString()).toList();
    try {
      Files.writeString(folder.resolve("flags.args"), FlagFiles.text(launch.jvm().flags()));
      Files.writeString(folder.resolve(STATUS), status(launch.installed()));
      Files.writeString(
          start,
          """
          #!/bin/sh
          # Starts an instance. Its settings are the FIRSTLIGHT_... variables; more flags of the JVM
          # go into JDK_JAVA_OPTIONS. Written by firstlight bundle.
          set -eu
          here=$(cd "$(dirname "$0")" && pwd -P)
          jars="%s"
          # A JVM may run old code from its archive after a jar changed (JDK-8377932).
          archive=
          if [ ! -f "$here/%s" ]; then
            echo "firstlight: no startup archive in $here; starting without" >&2
          elif [ "$(cd "$here/lib" && stat -c '%%n %%s %%Y' $jars 2>/dev/null)" != "$(cat "$here/%s")" ]; then
            echo "firstlight: a jar in $here/lib changed after the startup archive was made; starting \
          without it (firstlight bundle makes a new one)" >&2
          else
            archive=%s
          fi
          path=
          for jar in $jars; do
            path=${path:+$path:}$here/lib/$jar
          done
          %sexec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$here/flags.args" ${archive:+"$archive"} \
          %s-cp "$path" %s "$@"
          """
              .formatted(
                  String.join(" ", jars),
                  ArchiveFolder.KEY,
                  STATUS,
                  archive.form().using(Path.of("$here", archive.form().file())).get(0),
                  isInPlace(launch) ? NATIVES_IN_PLACE : "",
                  clientLibrary(launch),
                  String.join(" ", Targets.program(target))));
      Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  private boolean isInPlace(Launch launch) {
    return folder
        .resolve(NATIVE)
        .toString()
        .equals(launch.place().environment().get(Launch.NATIVE_DIRECTORY));
  }

  /** Lambda's client would unpack its library at each start. */
  private String clientLibrary(Launch launch) throws IOException {
    return ClientLibrary.copyTo(folder.resolve(NATIVE), launch.installed())
        .map(
            library ->
                "\"-D%s=$here/%s/%s\" "
                    .formatted(ClientLibrary.PROPERTY, NATIVE, library.getFileName()))
        .orElse("");
  }

  /** What {@code stat} says of each jar: a look that costs a start next to nothing. */
  private static String status(List<Path> jars) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path jar : jars) {
      text.append(jar.getFileName()).append(' ').append(Files.size(jar)).append(' ');
      text.append(Files.getLastModifiedTime(jar).toInstant().getEpochSecond()).append('\n');
    }
    return text.toString();
  }

  private static BenchException cannotWrite(Path path, IOException e) {
    return new BenchException(
        BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(path, e), e);
  }
}
