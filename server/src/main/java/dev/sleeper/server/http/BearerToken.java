package dev.sleeper.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The token that lets a caller in. Immutable and thread-safe.
final class BearerToken {
    private static final String SCHEME = "bearer ";

    private final byte[] digest;

    BearerToken(String token) {
        this.digest = sha256(token);
    }

    /// Compares digests, so that neither the length of the token nor how much of it is right shows in the time
    /// taken.
    ///
    /// @param authorization the request's header
    /// @throws ProblemException when the header is missing or another token's
    void check(@Nullable String authorization) {
        if (authorization == null) {
            throw refuse("The request has no token");
        }
        boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        if (!bearer
                || !MessageDigest.isEqual(
                        digest, sha256(authorization.substring(SCHEME.length()).strip()))) {
            throw refuse("The request's token is not this server's");
        }
    }

    private static ProblemException refuse(String detail) {
        return new ProblemException(Problem.of(
                401,
                "unauthorized",
                detail,
                "Give the server's token (over HTTP, in the header 'Authorization: Bearer <token>'). That of an embedded "
                        + "server is in the file 'token' of its run directory."));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
