package dev.sleeper.engine;

import java.util.Locale;

/// A request that cannot be done as it stands: repeating it gives the same answer until the caller changes it, or the
/// table. The message says what, where and why; the hint says what to do. Nothing was changed.
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What is wrong, for programs. The names are part of the HTTP API: they are never changed, only added to.
    public enum Code {
        TABLE_NOT_FOUND,
        TABLE_EXISTS,
        INVALID_NAME,
        INVALID_SCHEMA,
        INVALID_SPLIT_POINTS,
        INVALID_REGION,
        INVALID_QUERY,
        INVALID_PROPERTY,
        INVALID_JOB_ID,
        /// The rows sent could be read, but one of them does not fit the table.
        INVALID_ROW,
        /// The bytes sent are not what their content type says.
        INVALID_BODY,
        BATCH_TOO_LARGE,
        /// The write went on for longer than half the time for which job ids and files without a commit are kept.
        WRITE_TOO_LONG,
        /// A newer Sleeper made the instance.
        UNSUPPORTED_FORMAT,
        /// The store's conditional writes are not atomic.
        UNSUPPORTED_STORE;

        /// The code as users see it, such as `table-not-found`.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Code code;
    private final String hint;

    public RequestException(Code code, String message, String hint) {
        super(message);
        this.code = code;
        this.hint = hint;
    }

    public RequestException(Code code, String message, String hint, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    public Code code() {
        return code;
    }

    /// What the caller can do about it, in one sentence.
    public String hint() {
        return hint;
    }
}
