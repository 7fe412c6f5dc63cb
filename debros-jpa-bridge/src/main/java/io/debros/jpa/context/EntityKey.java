package io.debros.jpa.context;

import io.debros.jpa.metamodel.EntityModel;

/**
 * Names one row; what the identity map is keyed by.
 *
 * @param id text form of the id
 */
record EntityKey(EntityModel model, String id) {}
