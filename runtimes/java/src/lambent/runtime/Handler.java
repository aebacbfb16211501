package lambent.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.io.OutputStream;

/** A function's handler, whatever form it has. */
interface Handler {
    /** Throws whatever the function throws. */
    void handle(InputStream event, OutputStream result, Context context) throws Throwable;
}
