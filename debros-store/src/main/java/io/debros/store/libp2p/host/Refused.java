package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;

/** Why a connection is not wanted, although it could be had. */
record Refused(Refusal reason, Problem problem) {}
