package io.neurocache.neurod.admin;

import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, as they were built into the daemon. Assets have their content's hash in
 * their name and may be kept for ever; the page itself is asked for anew each time. A path that is
 * no file is one of the page's own, and gets the page.
 *
 * <p>Files are read from the class path once and kept: there are some twenty, of half a megabyte
 * together. Safe from any event loop.
 */
final class Dashboard {
    static final String PATH = "/ui/";

    private static final String ROOT = "/ui/";
    private static final String PAGE = "index.html";
    private static final String SIGN_IN = "sign-in.html";
    private static final Pattern FILE =
            Pattern.compile("(assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private static final Pattern REFUSED = Pattern.compile("[qQ]=0(\\.0*)?");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "json", "application/json",
                    "ndjson", "application/x-ndjson",
                    "png", "image/png",
                    "webmanifest", "application/manifest+json");

    private static final Fields SAFETY =
            Fields.of(
                    "Content-Security-Policy",
                    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src"
                            + " 'none'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer");

    private final Responses responses;
    private final Map<String, Optional<byte[]>> files = new ConcurrentHashMap<>();

    Dashboard(Responses responses) {
        this.responses = responses;
    }

    /** Answers a GET or HEAD of a path that begins with {@link #PATH}. */
    void page(Exchange exchange, String path) {
        String name = path.substring(PATH.length());
        if (FILE.matcher(name).matches() && isFile(name)) {
            send(exchange, 200, name);
        } else if (name.startsWith("assets/")) {
            responses.text(exchange, 404, "The dashboard has no such file.", Fields.EMPTY);
        } else if (file(PAGE).isPresent()) {
            send(exchange, 200, PAGE);
        } else {
            responses.text(
                    exchange,
                    404,
                    "This build has no dashboard: it was made with -DskipWeb.",
                    Fields.EMPTY);
        }
    }

    /** Files that say nothing of the node: who has to sign in needs them to do so. */
    boolean isPublic(String path) {
        return path.equals(PATH + "sign-in.js")
                || path.equals(PATH + "sign-in.css")
                || path.equals(PATH + "favicon.svg");
    }

    /** A page that asks for the token. */
    void signIn(Exchange exchange) {
        if (file(SIGN_IN).isPresent()) {
            send(exchange, 401, SIGN_IN);
        } else {
            responses.unauthorized(exchange);
        }
    }

    private boolean isFile(String name) {
        return name.contains(".") && file(name).isPresent();
    }

    private void send(Exchange exchange, int status, String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        String encoding = encoding(exchange, name);
        byte[] body = file(encoding.isEmpty() ? name : name + "." + suffix(encoding)).orElseThrow();
        Fields.Builder fields =
                Fields.builder(8)
                        .add("Content-Type", TYPES.getOrDefault(extension, "text/plain"))
                        .add(
                                "Cache-Control",
                                name.startsWith("assets/") && status == 200
                                        ? "public, max-age=31536000, immutable"
                                        : "no-cache")
                        .add("Vary", "Accept-Encoding");
        if (!encoding.isEmpty()) {
            fields.add("Content-Encoding", encoding);
        }
        if (status == 401) {
            fields.add("WWW-Authenticate", "Bearer realm=\"neurocache\"");
        }
        responses.send(exchange, status, fields.addAll(SAFETY).build(), body);
    }

    private String encoding(Exchange exchange, String name) {
        return encoding(
                exchange.request().fields().combined("Accept-Encoding"),
                encoding -> file(name + "." + suffix(encoding)).isPresent());
    }

    /** The best one that the client takes and the build has made; empty for none. */
    static String encoding(@Nullable String accepted, Predicate<String> isMade) {
        for (String encoding : new String[] {"br", "gzip"}) {
            if (accepted != null && accepts(accepted, encoding) && isMade.test(encoding)) {
                return encoding;
            }
        }
        return "";
    }

    /** RFC 9110 §12.5.3: an asterisk stands for those that are not named. */
    private static boolean accepts(String accepted, String encoding) {
        boolean takesOthers = false;
        for (String each : accepted.split(",", -1)) {
            String[] parts = each.trim().split("\\s*;\\s*", -1);
            boolean isTaken = parts.length < 2 || !REFUSED.matcher(parts[1]).matches();
            if (parts[0].equalsIgnoreCase(encoding)) {
                return isTaken;
            }
            takesOthers |= parts[0].equals("*") && isTaken;
        }
        return takesOthers;
    }

    private static String suffix(String encoding) {
        return encoding.equals("gzip") ? "gz" : encoding;
    }

    /** Names come from a client only where they match {@link #FILE}; unknown ones are not kept. */
    private Optional<byte[]> file(String name) {
        Optional<byte[]> known = files.get(name);
        if (known != null) {
            return known;
        }
        Optional<byte[]> read = read(name);
        if (read.isPresent()) {
            files.put(name, read);
        }
        return read;
    }

    private static Optional<byte[]> read(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(ROOT + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own file cannot be read", e);
        }
    }
}
