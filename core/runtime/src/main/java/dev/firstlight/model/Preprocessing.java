package dev.firstlight.model;

/** How samples become the model's input tensors. */
public sealed interface Preprocessing {
  /** There is none: requests bring the model's own tensors. */
  record None() implements Preprocessing {}

  /** Images, as {@link ImagePreprocessing} says. */
  record Image(ImagePreprocessing image) implements Preprocessing {}

  /** Texts, as {@link TextPreprocessing} says. */
  record Text(TextPreprocessing text) implements Preprocessing {}
}
