package dev.firstlight.conformance.model;

import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Ways in which a model package can be broken, each done to a whole one. */
public enum BrokenPackage {
  /** There is no {@code model.json}. */
  NO_MANIFEST {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      Files.delete(folder.resolve(ModelManifest.FILE));
    }
  },
  /** {@code model.json} ends in the middle, as if its upload had been cut off. */
  HALF_MANIFEST {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      cut(folder.resolve(ModelManifest.FILE));
    }
  },
  /** The model's file is there and right in size, but for one bit. */
  WRONG_DIGEST {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      Path file = folder.resolve(main);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
  },
  /** The model's file ends in the middle. */
  HALF_WRITTEN {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      cut(folder.resolve(main));
    }
  },
  /** The model's file is missing. */
  FILE_MISSING {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      Files.delete(folder.resolve(main));
    }
  },
  /** The model's file cannot be read; a folder in its place stops even a superuser. */
  UNREADABLE_FILE {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      Files.delete(folder.resolve(main));
      Files.createDirectory(folder.resolve(main));
    }
  },
  /** Every digest is right, but the file is no model. */
  NO_MODEL {
    @Override
    void breakFile(Path folder, String main) throws IOException {
      byte[] old = Files.readAllBytes(folder.resolve(main));
      byte[] other = new byte[old.length];
      Arrays.fill(other, (byte) 0xFF);
      Files.write(folder.resolve(main), other);
      Path manifest = folder.resolve(ModelManifest.FILE);
      Files.writeString(
          manifest,
          Files.readString(manifest)
              .replace(PackageWriter.sha256(old), PackageWriter.sha256(other)));
    }
  };

  /**
   * Breaks a whole package.
   *
   * @return the path of the file that is at fault
   */
  public String apply(Path folder) throws IOException {
    Path manifest = folder.resolve(ModelManifest.FILE);
    String main =
        ManifestReader.read(Files.readAllBytes(manifest), folder.toString())
            .artifacts()
            .get(0)
            .files()
            .get(0)
            .path();
    breakFile(folder, main);
    boolean manifestsFault = this == NO_MANIFEST || this == HALF_MANIFEST;
    return manifestsFault ? ModelManifest.FILE : main;
  }

  abstract void breakFile(Path folder, String main) throws IOException;

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
