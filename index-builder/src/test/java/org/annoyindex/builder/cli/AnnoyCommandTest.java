package org.annoyindex.builder.cli;
