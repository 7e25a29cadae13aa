package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PayloadsTest {
  @Test
  void images_areAllDecodable() throws IOException {
    for (Payload payload : ImagePayloads.make(1)) {
      assertNotNull(ImageIO.read(new ByteArrayInputStream(payload.call().bytes())), payload.name());
    }
  }

  @Test
  void images_ofOneSeed_areTheSame() {
    List<Payload> first = ImagePayloads.make(3);
    List<Payload> second = ImagePayloads.make(3);
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i).name(), second.get(i).name());
      assertArrayEquals(first.get(i).call().bytes(), second.get(i).call().bytes());
    }
  }

  @Test
  void images_ofAnotherSeed_areCutElsewhere() {
    Payload one = ImagePayloads.make(1).get(3);
    Payload other = ImagePayloads.make(2).get(3);
    assertFalse(Arrays.equals(one.call().bytes(), other.call().bytes()));
  }

  @Test
  void names_areAllDifferent() {
    for (List<Payload> payloads : List.of(ImagePayloads.make(1), TextPayloads.make())) {
      Set<String> names = new HashSet<>();
      payloads.forEach(payload -> assertTrue(names.add(payload.name()), payload.name()));
    }
  }

  @Test
  void texts_comeInSeveralSubjectsWithSeveralTextsEach() {
    var subjects =
        TextPayloads.make().stream()
            .collect(Collectors.groupingBy(payload -> payload.name().split("/")[0]));
    assertTrue(subjects.size() > 1);
    subjects.values().forEach(texts -> assertTrue(texts.size() > 1));
  }
}
