package io.cameleer.live;

/**
 * What became of an edited route file.
 *
 * @param file the file's name
 * @param accepted whether its routes run now
 * @param message why not
 */
public record RouteEdit(String file, boolean accepted, String message) {}
