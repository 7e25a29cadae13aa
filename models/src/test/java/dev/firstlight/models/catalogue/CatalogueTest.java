package dev.firstlight.models.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.models.Models;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final String ENTRY =
      """
      {"schema": "firstlight.catalogue/1", "models": [{
        "name": "m", "title": "M", "task": "tensors", "licence": "MIT", "page": "https://e.org",
        "files": [{"name": "m.onnx", "bytes": 3, "sha256": "%s", "urls": ["https://e.org/m"]}]
      }]}
      """
          .formatted("0".repeat(64));

  @Test
  void bundledFiles_comeByHttpsOnly() {
    for (CatalogueEntry entry : Catalogue.bundled().entries()) {
      for (CatalogueFile file : entry.files()) {
        for (URI source : file.sources()) {
          assertEquals("https", source.getScheme(), source.toString());
        }
      }
    }
  }

  @Test
  void bundledFiles_areAllDifferent() {
    List<String> digests =
        Catalogue.bundled().entries().stream()
            .flatMap(entry -> entry.files().stream())
            .map(CatalogueFile::sha256)
            .toList();
    assertEquals(digests.size(), new HashSet<>(digests).size());
  }

  @Test
  void bundledNames_areNoneOfThoseThatAreBuilt() {
    Set<String> built = new HashSet<>(Models.ALL.stream().map(model -> model.name()).toList());
    assertFalse(Catalogue.bundled().entries().stream().anyMatch(e -> built.contains(e.name())));
  }

  @Test
  void bundledCatalogue_hasTheModelsOfTheStudy() {
    for (String name : List.of("mobilenetv2-12", "vgg16-12", "bertsquad-12", "albert-opset18")) {
      assertEquals(name, Catalogue.bundled().named(name).name());
    }
  }

  @Test
  void unknownName_isRefusedWithThoseThereAre() {
    StartException e =
        assertThrows(StartException.class, () -> Catalogue.bundled().named("resnet"));
    assertTrue(e.getMessage().contains("mobilenetv2-12"), e.getMessage());
  }

  @Test
  void entry_isRead() {
    CatalogueEntry entry = read(ENTRY).named("m");
    assertEquals(3, entry.bytes());
  }

  @Test
  void misspeltKey_isRefusedWithItsPlace() {
    refused(ENTRY.replace("\"licence\"", "\"license\""), "models[0].license is not known here");
  }

  @Test
  void digestThatIsNone_isRefused() {
    refused(ENTRY.replace("0".repeat(64), "abc"), "models[0].files[0]: file \"m.onnx\" needs");
  }

  @Test
  void fileWithoutUrl_isRefused() {
    refused(ENTRY.replace("[\"https://e.org/m\"]", "[]"), "needs a URL");
  }

  @Test
  void urlOfAnotherScheme_isRefused() {
    refused(ENTRY.replace("https://e.org/m\"]", "file:///m\"]"), "https is understood");
  }

  @Test
  void fileNameWithAFolder_isRefused() {
    refused(ENTRY.replace("m.onnx", "a/m.onnx"), "must have no slash");
  }

  @Test
  void otherSchema_isRefused() {
    refused(ENTRY.replace("catalogue/1", "catalogue/2"), "only firstlight.catalogue/1 is read");
  }

  private static void refused(String json, String why) {
    StartException e = assertThrows(StartException.class, () -> read(json));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static Catalogue read(String json) {
    return CatalogueReader.read(json.getBytes(StandardCharsets.UTF_8), "test");
  }
}
