/**
 * The catalogue of pretrained models: what each is, where its files lie, and how they are fetched
 * so that nothing is kept which is not what the catalogue says. Uses imports to make packages of
 * them, and models, model, json and fault.
 */
@NullMarked
package dev.firstlight.models.catalogue;

import org.jspecify.annotations.NullMarked;
