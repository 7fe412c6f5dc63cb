package io.debros.jpa.shard;
