package dev.sleeper.server.http;

import dev.sleeper.engine.RequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An error as the API tells it (RFC 9457).
///
/// @param status HTTP's number
/// @param code   what is wrong, for programs; never renamed
/// @param detail what failed, on what, and why
/// @param hint   what to do about it
/// @param more   further members, such as `jobId`
record Problem(int status, String code, String detail, String hint, Map<String, String> more) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem {
        more = Map.copyOf(more);
    }

    static Problem of(int status, String code, String detail, String hint) {
        return new Problem(status, code, detail, hint, Map.of());
    }

    /// The request itself, before any meaning, is not as it should be.
    static Problem invalidRequest(String detail) {
        return of(400, "invalid-request", detail, "GET /v1/openapi.json describes what each request looks like.");
    }

    static Problem of(RequestException refusal) {
        return of(status(refusal.code()), refusal.code().text(), String.valueOf(refusal.getMessage()), refusal.hint());
    }

    private static int status(RequestException.Code code) {
        return switch (code) {
            case TABLE_NOT_FOUND -> 404;
            case TABLE_EXISTS, UNSUPPORTED_FORMAT, UNSUPPORTED_STORE -> 409;
            case BATCH_TOO_LARGE -> 413;
            case INVALID_NAME,
                    INVALID_SCHEMA,
                    INVALID_SPLIT_POINTS,
                    INVALID_REGION,
                    INVALID_QUERY,
                    INVALID_PROPERTY,
                    INVALID_JOB_ID,
                    INVALID_ROW,
                    INVALID_BODY,
                    WRITE_TOO_LONG -> 400;
        };
    }

    /// The members in the order in which people read them.
    ObjectNode toJson(String requestId) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("type", "urn:sleeper:problem:" + code);
        members.put("title", title());
        members.put("status", status);
        members.put("detail", detail);
        members.put("code", code);
        members.put("hint", hint);
        members.put("requestId", requestId);
        members.putAll(more);
        return Json.object(members);
    }

    private String title() {
        String words = code.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
