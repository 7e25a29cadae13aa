/**
 * Texts: strings become the token tensors of a batch, as Hugging Face's tokenizers make them. Uses
 * model, tensor, runtime (its native cache) and fault; the tokenizer's native handles never leave
 * it.
 */
@NullMarked
package dev.firstlight.text;

import org.jspecify.annotations.NullMarked;
