package dev.sleeper.server.client;

import tools.jackson.databind.JsonNode;

/// The server answered that it cannot do what was asked.
public final class ApiProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String hint;
    private final transient JsonNode problem;

    public ApiProblemException(int status, String code, String detail, String hint, JsonNode problem) {
        super(detail);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.problem = problem;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }

    /// The whole of what the server said.
    public JsonNode problem() {
        return problem;
    }
}
