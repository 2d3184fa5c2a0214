package dev.sleeper.server.client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

    /// The same problem, with what it is about in front of it.
    public ApiProblemException about(String what) {
        String detail = what + ": " + getMessage();
        JsonNode about =
                problem instanceof ObjectNode object ? object.deepCopy().put("detail", detail) : problem;
        ApiProblemException problemAbout = new ApiProblemException(status, code, detail, hint, about);
        problemAbout.initCause(this);
        return problemAbout;
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
