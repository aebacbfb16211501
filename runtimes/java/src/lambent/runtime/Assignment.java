package lambent.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Where the process was booted before it had a function: waiting for one. See ../README.md. */
final class Assignment {
    /** Of every kind of value one. */
    private static final String EVENT = "{\"a\":[1,1.5,\"x\",true,null]}";

    private Assignment() {}

    /** Returns when the process is as it would be had it been started for this function. */
    static void await(FrameChannel channel) throws IOException {
        try {
            NativeVariables inherited = new NativeVariables();
            // What cannot be done here must show before anybody counts on it.
            inherited.replaceWith(System.getenv());
            rehearse();
            channel.booted();
            Map<String, String> variables = channel.assignment();
            if (variables == null) System.exit(0);
            inherited.replaceWith(variables);
            Variables.replaceWith(variables);
        } catch (Throwable e) {
            throw new IOException("This Java cannot wait for its function", e);
        }
    }

    /** Loads a handler and calls it, for Java to have loaded its own classes and the runtime's. */
    private static void rehearse() throws Throwable {
        ClassLoader classes = FunctionClasses.of(System.getenv("LAMBDA_TASK_ROOT"), "/opt");
        Handler handler = HandlerLoader.load(Rehearsal.class.getName() + "::answer", classes);
        Map<String, Object> head = new HashMap<>();
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        handler.handle(new ByteArrayInputStream(EVENT.getBytes(StandardCharsets.UTF_8)), result, new Invocation(head, result.toByteArray(), 0));
    }

    /** Must be public to be found. */
    public static final class Rehearsal {
        public Object answer(Map<String, Object> event) {
            return event;
        }
    }
}
