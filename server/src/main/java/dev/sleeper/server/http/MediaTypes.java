package dev.sleeper.server.http;

/// The formats in which rows come and go.
final class MediaTypes {
    static final String ARROW_STREAM = "application/vnd.apache.arrow.stream";
    static final String PARQUET = "application/vnd.apache.parquet";
    static final String NDJSON = "application/x-ndjson";
    static final String JSON = "application/json";

    private MediaTypes() {}
}
