package dev.firstlight.bench.jvm;

import java.nio.file.Path;
import java.util.List;

/** What a JVM can write at the end of one run, so that later runs start sooner. */
public enum ArchiveForm {
  /**
   * Loaded and linked classes with profiles of their methods, since JDK 25.
   *
   * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
   */
  AOT_CACHE("aot", "-XX:AOTCacheOutput=", "-XX:AOTCache="),

  /**
   * Parsed classes, on top of the JDK's own archive; since JDK 13.
   *
   * @see <a href="https://openjdk.org/jeps/350">JEP 350</a>
   */
  CLASS_DATA("jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=");

  private final String extension;
  private final String writing;
  private final String using;

  ArchiveForm(String extension, String writing, String using) {
    this.extension = extension;
    this.writing = writing;
    this.using = using;
  }

  /** The best that a runtime has. */
  public static ArchiveForm of(JavaHome java) {
    return java.feature() >= 25 ? AOT_CACHE : CLASS_DATA;
  }

  /** The file's name. */
  public String file() {
    return "archive." + extension;
  }

  /** The flag of the run that writes it. */
  List<String> writing(Path file) {
    return List.of(writing + file);
  }

  /** The flag of the runs that start from it. */
  public List<String> using(Path file) {
    return List.of(using + file);
  }
}
