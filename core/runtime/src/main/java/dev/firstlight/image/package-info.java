/**
 * Images: JPEG and PNG bytes become the tensor of one sample, pixel for pixel as Pillow and
 * torchvision prepare it. Uses model, tensor and fault, and of the JDK its JPEG reader.
 */
@NullMarked
package dev.firstlight.image;

import org.jspecify.annotations.NullMarked;
