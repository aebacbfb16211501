package lambent.runtime;

/** Why a handler could not be loaded. One that is not fatal is told to each caller; a fatal one ends the initialization. */
final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    final boolean fatal;

    Fault(String message, Throwable cause, boolean fatal) {
        super(message, cause);
        this.fatal = fatal;
    }

    Fault(String message) {
        this(message, null, false);
    }
}
